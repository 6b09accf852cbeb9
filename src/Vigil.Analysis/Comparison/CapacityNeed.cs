namespace Vigil.Analysis.Comparison;

/// <summary>What the next run will need of something, from earlier runs.</summary>
public sealed record CapacityNeed
{
    /// <summary>Expected figure.</summary>
    public required double Expected { get; init; }

    /// <summary>Lower bound (95 %).</summary>
    public required double Low { get; init; }

    /// <summary>Upper bound (95 %), never below the greatest seen.</summary>
    public required double High { get; init; }

    /// <summary>The greatest seen.</summary>
    public required double Greatest { get; init; }

    /// <summary>Growth from run to run; 0 when there is no significant one.</summary>
    public required double GrowthPerRun { get; init; }

    /// <summary>Runs behind it.</summary>
    public required int Runs { get; init; }
}
