using Vigil.Core.Runs;

namespace Vigil.Core.Library;

/// <summary>Which runs are wanted, in what order.</summary>
public sealed record RunFilter
{
    /// <summary>What they are of.</summary>
    public RunKind Kind { get; init; }

    /// <summary>Text that id, name, command, note or a tag must hold, in any case; null for any.</summary>
    public string? Search { get; init; }

    /// <summary>States; empty for any.</summary>
    public IReadOnlyList<RunState> States { get; init; } = [];

    /// <summary>A tag that must be there; null for any.</summary>
    public string? Tag { get; init; }

    /// <summary>Exact name; null for any.</summary>
    public string? Name { get; init; }

    /// <summary>Verdict of the latest analysis, in snake case; null for any.</summary>
    public string? Verdict { get; init; }

    /// <summary>Order; the newest first by default.</summary>
    public RunSort Sort { get; init; } = RunSort.Started;

    /// <summary>Whether the order is turned round: the largest, latest or last first. Default true.</summary>
    public bool Descending { get; init; } = true;

    /// <summary>Most runs to return, 1 to 1,000; default 100.</summary>
    public int Limit { get; init; } = 100;

    /// <summary><see cref="RunPage.Next"/> of the page before; null for the first.</summary>
    public string? After { get; init; }
}
