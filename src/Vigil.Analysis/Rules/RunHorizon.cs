using Vigil.Analysis.Evidence;
using Vigil.Analysis.Statistics;
using Vigil.Core.Runs;
using Vigil.Core.Training;

namespace Vigil.Analysis.Rules;

/// <summary>How far ahead it is worth to look: to the end of the run where that can be told.</summary>
/// <param name="Until">Latest instant of interest, seconds since the Unix epoch.</param>
/// <param name="End">When the training will have made its steps; null when it does not say how many, or too few were made.</param>
internal sealed record RunHorizon(double Until, EndForecast? End)
{
    private const int MaxSteps = 4096;

    /// <summary>The horizon; null for a run that did all it set out to do, which needs no forecast.</summary>
    /// <param name="evidence">The run.</param>
    /// <param name="hours">How far to look where the end is not known.</param>
    public static RunHorizon? Of(RunEvidence evidence, double hours)
    {
        IReadOnlyList<StepReading> steps = evidence.Steps;
        StepReading? last = steps.Count == 0 ? null : steps[^1];
        long? total = last?.TotalSteps;
        if (!evidence.IsLive && (evidence.Run.Outcome is { Cause: EndCause.Success } || last?.Step >= total))
        {
            return null;
        }

        EndForecast? end = null;
        if (total is { } all)
        {
            int stride = Math.Max(1, steps.Count / MaxSteps);
            StepReading[] some = [.. steps.Where((_, i) => i % stride == 0)];
            end = Forecasts.End([.. some.Select(step => step.UnixSeconds)], [.. some.Select(step => step.Step)], all);
        }

        return new RunHorizon(end?.Latest ?? evidence.To + (hours * 3600), end);
    }
}
