using System.Globalization;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Death;

/// <summary>The evidence of a run put in order for the question how it ended: what every suspect asks for.</summary>
internal sealed class CaseFile
{
    /// <summary>What happened this long before the end can be its cause: a program notices a dead child late.</summary>
    public const double WindowSeconds = 60;

    private const string AnnouncingWords = "Total optimization steps =";
    private const int ShellSignalBase = 128;
    private const int HighestSignal = 64;

    public CaseFile(RunEvidence evidence, HangThresholds thresholds)
    {
        Evidence = evidence;
        Thresholds = thresholds;
        RunOutcome? outcome = evidence.Run.Outcome;
        EndedAt = outcome?.EndedAt ?? evidence.To;
        ExitCode = outcome?.ExitCode;
        Signal = outcome?.Signal
            ?? (ExitCode is > ShellSignalBase and <= ShellSignalBase + HighestSignal ? ExitCode - ShellSignalBase : null);
        IsEndKnown = Signal is not null || ExitCode is not null;
        Failed = Signal is not null || ExitCode is not (null or 0);
        Silence = new Lazy<StepSilence?>(() => StepSilence.Measure(this));
    }

    public RunEvidence Evidence { get; }

    public HangThresholds Thresholds { get; }

    /// <summary>When it ended; now for one that goes on.</summary>
    public double EndedAt { get; }

    public int? ExitCode { get; }

    /// <summary>The signal that ended it, or that a shell reported as 128 + n.</summary>
    public int? Signal { get; }

    public bool IsEndKnown { get; }

    public bool Failed { get; }

    /// <summary>It failed, or nobody saw how it ended: causes of failure are worth a look.</summary>
    public bool MayHaveFailed => Failed || !IsEndKnown;

    public LogFinding? Primary => Evidence.Log.Primary;

    /// <summary>How long there was no step at the end; null when there is nothing to measure.</summary>
    public Lazy<StepSilence?> Silence { get; }

    public StepReading? LastStep => Evidence.Steps is [.., var last] ? last : null;

    /// <summary>Steps that the training was to take; null when nobody said.</summary>
    public long? AnnouncedSteps =>
        Evidence.Steps.LastOrDefault(step => step.TotalSteps is > 0)?.TotalSteps
        ?? (Evidence.Settings.Find(Configuration.Dialects.TrainingSetting.MaxSteps) is { IsWritten: true, Number: > 0 and var steps } ? (long?)steps : null)
        ?? SaidSteps(Evidence.Log.LastLines);

    /// <summary>True when the last step that was announced was reached, give or take how programs count.</summary>
    public bool DidAllSteps => AnnouncedSteps is { } total && LastStep is { } last && last.Step >= total - Math.Max(1, total / 100);

    /// <summary>Number of the last step at or before an instant; null when there was none.</summary>
    public long? StepAt(double time) => Evidence.Steps.LastOrDefault(step => step.UnixSeconds <= time)?.Step;

    public bool AnyStepAfter(double time) => LastStep?.UnixSeconds > time;

    /// <summary>Near enough to the end to be its cause: shortly before it, or since then nothing went on.</summary>
    public bool IsNearEnd(double time) => EndedAt - time <= WindowSeconds || (LastStep is not null && !AnyStepAfter(time));

    /// <summary>
    /// What the log says of one class: the primary cause, or, when the primary is of a kind that others cause (a launcher's
    /// summary, a broken connection to a rank that died), a finding beside it.
    /// </summary>
    public LogFinding? Says(CauseClass cause) =>
        Primary?.Class == cause ? Primary
        : Primary is null || IsEcho(Primary.Class) ? Evidence.Log.Findings.FirstOrDefault(finding => finding.Class == cause)
        : null;

    /// <summary>How far a line of the log convinces.</summary>
    public double Weigh(LogFinding finding) => (finding == Primary ? 0.85 : 0.6) * finding.Confidence;

    /// <summary>The log's cause where it is another one, and none that follows from others.</summary>
    public LogFinding? OtherCause(params ReadOnlySpan<CauseClass> expected) =>
        Primary is { } primary && !expected.Contains(primary.Class) && !IsEcho(primary.Class) ? primary : null;

    public static bool IsEcho(CauseClass cause) => cause is CauseClass.UnknownError or CauseClass.NcclError or CauseClass.Interrupted or CauseClass.DataloaderWorkerDied;

    public SubjectSeries? Process(long? pid) => pid is not { } number ? null
        : Evidence.Of(SubjectKind.Process).LastOrDefault(process => process.Attribute(SubjectAttributes.Pid) == number.ToString(CultureInfo.InvariantCulture));

    public static long? Pid(SubjectSeries process) =>
        long.TryParse(process.Attribute(SubjectAttributes.Pid), NumberStyles.None, CultureInfo.InvariantCulture, out long pid) ? pid : null;

    /// <summary>Last reading of a metric at or before an instant; NaN when there is none.</summary>
    public static double LastValue(SubjectSeries? series, Metric metric, double time = double.PositiveInfinity)
    {
        if (series is null)
        {
            return double.NaN;
        }

        double[] values = series.Values(metric);
        for (int i = values.Length - 1; i >= 0; i--)
        {
            if (series.Times[i] <= time && !double.IsNaN(values[i]))
            {
                return values[i];
            }
        }

        return double.NaN;
    }

    /// <summary>Extreme reading between two instants, with its time; NaN when there is none.</summary>
    public static (double Value, double At) Extreme(SubjectSeries? series, Metric metric, double from, double to, bool lowest)
    {
        (double best, double at) = (double.NaN, double.NaN);
        if (series is not null)
        {
            double[] values = series.Values(metric);
            for (int i = 0; i < values.Length; i++)
            {
                if (series.Times[i] >= from && series.Times[i] <= to && !double.IsNaN(values[i])
                    && (double.IsNaN(best) || (lowest ? values[i] < best : values[i] > best)))
                {
                    (best, at) = (values[i], series.Times[i]);
                }
            }
        }

        return (best, at);
    }

    /// <summary>The steps that a program announces in words before it begins; a log that ends soon after still shows them.</summary>
    private static long? SaidSteps(IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            int at = line.IndexOf(AnnouncingWords, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && long.TryParse(line.AsSpan(at + AnnouncingWords.Length).Trim(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out long steps) && steps > 0)
            {
                return steps;
            }
        }

        return null;
    }

    public EvidenceItem DescribeEnd() => EvidenceItems.Outcome(
        Signal is { } signal ? $"The program was ended by {SignalNames.Of(signal)}{(Evidence.Run.Outcome?.Signal is null ? $" (exit code {ExitCode})" : "")}."
        : ExitCode is { } code ? $"The program ended with exit code {code}."
        : "The program is gone; its exit code is not known.",
        EndedAt);
}
