using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Core.Training;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Death.Suspects;

/// <summary>The loss became no number and stayed so, whether the program stopped over it or trained on.</summary>
internal sealed class DivergenceSuspect : ISuspect
{
    /// <summary>A scaler that skips a step shows one such loss; so many in a row are a model that is gone.</summary>
    private const int LastingSteps = 3;

    /// <summary>Causes that have nothing to do with what the loss is.</summary>
    private static readonly CauseClass[] s_unrelated =
    [
        CauseClass.CudaOom, CauseClass.HostOom, CauseClass.ShmExhausted, CauseClass.DiskFull, CauseClass.FileMissing, CauseClass.NetworkError,
        CauseClass.PermissionError, CauseClass.ConfigError, CauseClass.ImportOrVersionError, CauseClass.CheckpointMismatch,
    ];

    public Suspicion? Examine(CaseFile file)
    {
        StepReading[] withLoss = [.. file.Evidence.Steps.Where(step => Loss(step) is not null)];
        StepReading[] broken = [.. withLoss.Reverse().TakeWhile(step => !double.IsFinite(Loss(step)!.Value)).Reverse()];
        LogFinding? line = file.MayHaveFailed ? file.Says(CauseClass.NanOrDivergence) : null;
        RunEvent? seen = file.Evidence.EventsOf(EventTypes.Nan).FirstOrDefault(item =>
            (broken.Length > 0 && Math.Abs(item.UnixSeconds - broken[0].UnixSeconds) < 1)
            || (!withLoss.Any(step => step.UnixSeconds > item.UnixSeconds && double.IsFinite(Loss(step)!.Value)) && item.Text("field") is null or "loss"));
        if (broken.Length == 0 && line is null && !(seen is not null && file.MayHaveFailed))
        {
            return null;
        }

        double at = broken.Length > 0 ? broken[0].UnixSeconds : seen?.UnixSeconds ?? line?.Timestamp ?? file.EndedAt;
        string first = broken.Length > 0 ? $" at step {broken[0].Step}" : (seen?.Integer("step") ?? line?.Step) is { } step ? $" at step {step}" : "";
        StepReading? lastFinite = withLoss.LastOrDefault(step => double.IsFinite(Loss(step)!.Value));
        string before = lastFinite is null ? "" : $" (it was {Loss(lastFinite):0.####} before)";
        string then = file.Evidence.IsLive ? "; training goes on for nothing"
            : broken.Length > LastingSteps && !file.Failed ? $"; {broken.Length} steps were taken for nothing"
            : "";
        var suspicion = new Suspicion(Verdict.Diverged, $"The loss was no longer a number{first}{before}{then}.") { LogCause = line, At = at };
        if (broken.Length > 0)
        {
            suspicion.For(broken.Length >= LastingSteps ? 0.8 : 0.55, EvidenceItems.Steps(
                $"{broken.Length} step{(broken.Length == 1 ? "" : "s")} up to the last had a loss that is NaN or infinite.", broken[0].UnixSeconds, broken[^1].UnixSeconds, broken.Length, LastingSteps, "1", withLoss.Length));
        }

        if (seen is not null)
        {
            suspicion.For(0.4, EvidenceItems.Of(seen, $"A loss of {seen.Text("value") ?? "NaN"} was reported{(seen.Text("text") is { } text ? $": {EvidenceItems.Quote(text)}" : "")}."));
        }

        if (line is not null)
        {
            suspicion.For(file.Weigh(line), EvidenceItems.Of(line));
        }

        return file.OtherCause(CauseClass.NanOrDivergence) is { } other && s_unrelated.Contains(other.Class)
            ? suspicion.Against(0.6, EvidenceItems.Of(other))
            : suspicion;
    }

    private static double? Loss(StepReading step) => step.Loss ?? step.GeneratorLoss;
}
