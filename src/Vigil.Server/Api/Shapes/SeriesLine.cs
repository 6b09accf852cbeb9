using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Series;

namespace Vigil.Server.Api.Shapes;

/// <summary>One series of an answer.</summary>
/// <param name="Subject">What it is of.</param>
/// <param name="Metric">What was measured.</param>
/// <param name="Column">Its buckets.</param>
internal sealed record SeriesLine(StoredSubject Subject, Metric Metric, BucketColumn Column);
