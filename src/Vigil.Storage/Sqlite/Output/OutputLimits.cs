namespace Vigil.Storage.Sqlite.Output;

/// <summary>How much of each stream of a run's output is kept.</summary>
/// <param name="HeadBytes">From its start.</param>
/// <param name="TailBytes">Up to its end, at least; up to one chunk more.</param>
internal readonly record struct OutputLimits(long HeadBytes, long TailBytes);
