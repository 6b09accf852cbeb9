namespace Vigil.Collection.Gpu;

/// <summary>Which accelerators the machine has.</summary>
/// <param name="Devices">Those that answer, MIG instances after their device.</param>
/// <param name="Missing">For each vendor without one, why; sentences for people.</param>
public sealed record GpuInventory(IReadOnlyList<GpuFacts> Devices, IReadOnlyList<string> Missing);
