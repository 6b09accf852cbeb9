using Vigil.Analysis.Findings;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Death.Suspects;

/// <summary>The program ended with an error of its own; the log says which, or nothing does.</summary>
internal sealed class ErrorSuspect : ISuspect
{
    private const int Abort = 6;

    public Suspicion? Examine(CaseFile file)
    {
        bool endedByItself = file.ExitCode is not (null or 0) && file.Signal is null;
        if (!file.MayHaveFailed || (file.Primary is null && !endedByItself))
        {
            return null;
        }

        string headline = file.Primary is { } primary
            ? $"The program ended with an error ({EnumNames.ToSnakeCase(primary.Class)}): {EvidenceItems.Quote(primary.Message)}."
            : $"The program ended with exit code {file.ExitCode}; its output does not say why.";
        var suspicion = new Suspicion(Verdict.Error, headline) { LogCause = file.Primary, At = file.Primary?.Timestamp ?? file.EndedAt };
        if (file.Primary is { } line)
        {
            suspicion.For(0.9 * line.Confidence, EvidenceItems.Of(line));
        }

        return endedByItself ? suspicion.For(0.5, file.DescribeEnd())
            : file.Signal == Abort ? suspicion.For(0.3, file.DescribeEnd())
            : file.Signal is not null ? suspicion.Against(0.5, file.DescribeEnd())
            : suspicion.Against(0.2, file.DescribeEnd());
    }
}
