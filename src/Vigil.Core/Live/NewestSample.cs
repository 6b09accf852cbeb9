namespace Vigil.Core.Live;

/// <summary>The latest sample of a run: what is there now, and what it read.</summary>
/// <param name="UnixMilliseconds">When it was taken.</param>
/// <param name="Subjects">Those that the sample holds, in order of appearance: what has gone is not among them.</param>
public sealed record NewestSample(long UnixMilliseconds, IReadOnlyList<SubjectReadings> Subjects);
