namespace Vigil.Collection.InProcess;

/// <summary>One quantity over several samples.</summary>
/// <param name="Average">Mean of the samples that have it.</param>
/// <param name="Minimum">Least of them.</param>
/// <param name="Maximum">Greatest of them.</param>
/// <param name="Count">How many samples have it; at least 1.</param>
public readonly record struct MetricSummary(double Average, double Minimum, double Maximum, int Count)
{
    /// <summary>Sums a quantity up; null when no sample has it.</summary>
    internal static MetricSummary? Of(IEnumerable<double?> values)
    {
        double sum = 0;
        double minimum = double.PositiveInfinity;
        double maximum = double.NegativeInfinity;
        int count = 0;
        foreach (double? value in values)
        {
            if (value is { } known)
            {
                sum += known;
                minimum = Math.Min(minimum, known);
                maximum = Math.Max(maximum, known);
                count++;
            }
        }

        return count == 0 ? null : new MetricSummary(sum / count, minimum, maximum, count);
    }
}
