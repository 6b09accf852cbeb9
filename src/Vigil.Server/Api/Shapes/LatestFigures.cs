using Vigil.Core.Runs;
using Vigil.Core.Training;

namespace Vigil.Server.Api.Shapes;

/// <summary>Where a run that still goes on stands: its summary is only written at its end.</summary>
internal sealed record LatestFigures
{
    /// <summary>How far back steps and samples are looked for, seconds.</summary>
    private const double LookBackSeconds = 60;

    public long? Step { get; init; }

    public long? TotalSteps { get; init; }

    public double? Loss { get; init; }

    public long? MemoryPeakBytes { get; init; }

    public long? MemoryTotalBytes { get; init; }

    /// <summary>Reads them; null for a run that has ended.</summary>
    public static LatestFigures? Read(IRunReader store, RunRecord run)
    {
        if (run.State != RunState.Running)
        {
            return null;
        }

        StepReading? step = store.ReadSteps(run.Start.Id, run.LastSeenAt - LookBackSeconds).LastOrDefault();
        var totals = store.ReadTotals(run.Start.Id, run.LastSeenAt - LookBackSeconds).ToList();
        return new LatestFigures
        {
            Step = step?.Step,
            TotalSteps = step?.TotalSteps,
            Loss = step?.Loss,
            MemoryPeakBytes = totals.Max(sample => sample.Totals.MemoryUsedBytes),
            MemoryTotalBytes = totals.LastOrDefault()?.Totals.MemoryTotalBytes,
        };
    }
}
