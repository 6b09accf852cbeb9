using Vigil.Configuration.Arguments;
using Vigil.Core.Runs;

namespace Vigil.Cli.Output;

/// <summary>A run in words.</summary>
internal static class RunText
{
    /// <summary>How a run ended, in a word or two: <c>success</c>, <c>exit 1</c>, <c>cgroup oom</c>.</summary>
    public static string End(RunRecord run) => run switch
    {
        { State: RunState.Running } => "running",
        { State: RunState.RecorderKilled } => "recorder killed",
        { State: RunState.Detached } => "detached",
        { Outcome: { Cause: EndCause.Error, ExitCode: { } code } } => $"exit {code}",
        { Outcome: { } outcome } => EnumNames.ToSnakeCase(outcome.Cause).Replace('_', ' '),
        _ => "unknown",
    };

    /// <summary>A name on one line: control characters are shown as blanks.</summary>
    public static string OneLine(string text) =>
        string.Create(text.Length, text, (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });

    /// <summary>A command line as a person could type it: words that need it are quoted as a shell wants.</summary>
    public static string CommandLine(IEnumerable<string> words) => ShellWords.Join(words);
}
