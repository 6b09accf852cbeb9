namespace Vigil.Collection.Gpu;

/// <summary>
/// The accelerators of one vendor. All members are called on the one background thread that serves the source, where a
/// driver that hangs hurts nobody.
/// </summary>
internal interface IGpuSource : IDisposable
{
    /// <summary>Whose devices these are, as people say it: <c>NVIDIA</c>.</summary>
    string Vendor { get; }

    /// <summary>Finds the devices.</summary>
    /// <returns>Null when there are some; else why there are none, a sentence. It may be called again later then.</returns>
    string? Open();

    /// <summary>The devices alive now, MIG instances after their device.</summary>
    IReadOnlyList<GpuFacts> Devices { get; }

    /// <summary>Reads every device once into an empty snapshot.</summary>
    void Sample(GpuSnapshot snapshot);
}
