namespace Vigil.Core.Library;

/// <summary>At most 60 points of a run from start to end, evenly spread, for a line as high as a letter.</summary>
/// <param name="Loss">Loss; NaN for a gap. Empty when no step had one.</param>
/// <param name="MemoryBytes">Memory in use, bytes; NaN for a gap. Empty when no sample was taken.</param>
public sealed record RunSpark(IReadOnlyList<double> Loss, IReadOnlyList<double> MemoryBytes);
