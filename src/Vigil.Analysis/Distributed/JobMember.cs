using Vigil.Core.Runs;

namespace Vigil.Analysis.Distributed;

/// <summary>A run as one rank of a job.</summary>
/// <param name="Rank">Its rank.</param>
/// <param name="Run">The run.</param>
/// <param name="LastStep">The last step that it reported; null for none.</param>
/// <param name="StepSeconds">Median time from one step to the next, seconds; null below three steps.</param>
public sealed record JobMember(int Rank, RunRecord Run, long? LastStep, double? StepSeconds)
{
    /// <summary>Whether it ended in another way than it should.</summary>
    public bool HasFailed => Run.Outcome is { Cause: not EndCause.Success };
}
