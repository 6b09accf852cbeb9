namespace Vigil.Analysis.Trends;

/// <summary>Memory at one batch size.</summary>
/// <param name="BatchSize">Samples in a batch.</param>
/// <param name="MedianBytes">Median memory, bytes.</param>
/// <param name="Readings">Readings behind it.</param>
public sealed record BatchMemoryLevel(int BatchSize, double MedianBytes, int Readings);
