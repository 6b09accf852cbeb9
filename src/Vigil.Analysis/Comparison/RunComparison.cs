namespace Vigil.Analysis.Comparison;

/// <summary>How two runs differ: what was set, what it brought.</summary>
public sealed record RunComparison
{
    /// <summary>The run compared with.</summary>
    public required ComparedRun First { get; init; }

    /// <summary>The run compared.</summary>
    public required ComparedRun Second { get; init; }

    /// <summary>Settings that differ, those that advice is about first.</summary>
    public required IReadOnlyList<SettingDifference> Settings { get; init; }

    /// <summary>Quantities that at least one run tells.</summary>
    public required IReadOnlyList<QuantityDifference> Quantities { get; init; }

    /// <summary>A quantity by its name; null when neither run tells it.</summary>
    public QuantityDifference? Find(string name) => Quantities.FirstOrDefault(quantity => quantity.Name == name);
}
