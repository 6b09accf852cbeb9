namespace Vigil.Core.Library;

/// <summary>A page of runs.</summary>
/// <param name="Runs">The runs in the order asked for.</param>
/// <param name="Next">To be given as <see cref="RunFilter.After"/> for the next page; null when this was the last.</param>
/// <param name="Total">Runs that pass the filter, on all pages.</param>
public sealed record RunPage(IReadOnlyList<ListedRun> Runs, string? Next, int Total);
