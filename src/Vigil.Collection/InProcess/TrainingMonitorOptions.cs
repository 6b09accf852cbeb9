using System.ComponentModel.DataAnnotations;

namespace Vigil.Collection.InProcess;

/// <summary>How a <see cref="TrainingMonitor"/> keeps its steps.</summary>
public sealed record TrainingMonitorOptions
{
    /// <summary>Steps kept, the oldest are dropped first; 1 to 10,000,000, default 10,000. Means cover all steps, kept or not.</summary>
    [Range(1, 10_000_000)]
    public int MaxHistory { get; init; } = 10_000;

    internal void Validate(string parameter) =>
        new OptionFaults().Require(nameof(MaxHistory), MaxHistory, 1, 10_000_000).ThrowIfAny(parameter);
}
