namespace Vigil.Core.Series;

/// <summary>One metric, bucket by bucket; NaN where no reading fell into it.</summary>
/// <param name="Minimum">Smallest reading.</param>
/// <param name="Maximum">Largest reading.</param>
/// <param name="Mean">Mean of the readings; of counters growth by the time it took.</param>
public sealed record BucketColumn(double[] Minimum, double[] Maximum, double[] Mean);
