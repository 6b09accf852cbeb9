namespace Vigil.Server.Api.Shapes;

/// <summary>One column of readings, gathered into buckets; NaN where none fell into one.</summary>
internal sealed class TotalsBuckets
{
    private readonly double[] _sum;
    private readonly int[] _count;

    public TotalsBuckets(int count)
    {
        (_sum, _count, Minimum, Maximum) = (new double[count], new int[count], new double[count], new double[count]);
        Array.Fill(Minimum, double.NaN);
        Array.Fill(Maximum, double.NaN);
    }

    public double[] Minimum { get; }

    public double[] Maximum { get; }

    public IEnumerable<double> Mean => _sum.Zip(_count, (sum, count) => count == 0 ? double.NaN : sum / count);

    public void Add(int bucket, double? value)
    {
        if (value is not { } number || !double.IsFinite(number))
        {
            return;
        }

        Minimum[bucket] = _count[bucket] == 0 ? number : Math.Min(Minimum[bucket], number);
        Maximum[bucket] = _count[bucket] == 0 ? number : Math.Max(Maximum[bucket], number);
        _sum[bucket] += number;
        _count[bucket]++;
    }
}
