using Vigil.Collection.Gpu;
using Vigil.Collection.Resources;
using Vigil.Collection.Sampling;
using Vigil.Core.Runs;

namespace Vigil.Collection.Recording;

/// <summary>What is recorded of one run, and what is printed meanwhile.</summary>
public sealed record RunRecordingOptions
{
    /// <summary>The run.</summary>
    public required RunStart Start { get; init; }

    /// <summary>Interval and thresholds.</summary>
    public RecorderOptions Recorder { get; init; } = new();

    /// <summary>How accelerators are read; null when they are not.</summary>
    public GpuOptions? Gpu { get; init; } = new();

    /// <summary>Whether each process of the tree is recorded; default true.</summary>
    public bool TrackPerProcess { get; init; } = true;

    /// <summary>Whether TensorBoard event files are followed; default true.</summary>
    public bool TensorBoard { get; init; } = true;

    /// <summary>The console block, alerts and CSV files; null, the default, for none.</summary>
    public ResourceMonitorOptions? Resources { get; init; }

    /// <summary>Prints a <c>[Resources]</c> block; null, the default, when none is to be printed. Must not throw.</summary>
    public Action<string>? Print { get; init; }

    /// <summary>An existing folder for the client's pipe; null, the default, when clients are not listened to.</summary>
    public string? PipeFolder { get; init; }

    /// <summary>What the program is told when memory or a disk is about to run out; null, the default, for nothing.</summary>
    public PressureOptions? OnPressure { get; init; }

    /// <summary>True when a program that runs already is watched; default false.</summary>
    public bool Attached { get; init; }
}
