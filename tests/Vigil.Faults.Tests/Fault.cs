using Vigil.Faults.Tests.Support;

namespace Vigil.Faults.Tests;

/// <summary>A program that fails in a known way, or does not, and what is to be said of it.</summary>
internal sealed record Fault
{
    /// <summary>What happens, as a phrase; the name of the test.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Program of <c>tests/faults</c> or <c>samples</c>, and its arguments. <c>{folder}</c> stands for the folder of the test.
    /// </summary>
    public required string[] Program { get; init; }

    /// <summary>The verdict.</summary>
    public string Verdict { get; init; } = "success";

    /// <summary>Class of the cause that the log tells; null: the log tells of none.</summary>
    public string? CauseClass { get; init; }

    /// <summary>Rules that the first recommendation may come from; empty: there is to be none that matters.</summary>
    public string[] Rules { get; init; } = [];

    /// <summary>The setting that the first recommendation is about, as this program spells it; null: none, or any.</summary>
    public string? Setting { get; init; }

    /// <summary>Whether nothing is wrong: no finding that matters, no error.</summary>
    public bool IsHealthy { get; init; }

    /// <summary>Whether it needs PyTorch.</summary>
    public bool NeedsTorch { get; init; }

    /// <summary>Whether what is expected shows only where other programs leave the cores free.</summary>
    public bool NeedsFreeCores { get; init; }

    /// <summary>Prepares the ground.</summary>
    public Action<Scene>? Before { get; init; }

    /// <summary>What a person or a machine does while it runs.</summary>
    public Action<RunningProgram>? Meanwhile { get; init; }

    /// <summary>Seconds between samples.</summary>
    public double Interval { get; init; } = 0.2;
}
