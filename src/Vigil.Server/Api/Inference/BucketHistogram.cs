namespace Vigil.Server.Api.Inference;

/// <summary>Counts by upper bounds, those above all last. Histograms of different bounds add up: within a bucket what it counts is taken as evenly spread.</summary>
internal sealed class BucketHistogram
{
    private double[] _bounds = [];
    private double[] _counts = [];

    /// <summary>How many were counted.</summary>
    public double Count { get; private set; }

    /// <summary>All values together.</summary>
    public double Sum { get; private set; }

    /// <summary>Mean value; null when nothing was counted.</summary>
    public double? Mean => Count > 0 ? Sum / Count : null;

    /// <summary>Adds counts.</summary>
    /// <param name="bounds">Upper bounds, ascending.</param>
    /// <param name="counts">One more than bounds; the last is above all. Empty where only their number is known.</param>
    /// <param name="count">How many.</param>
    /// <param name="sum">All together.</param>
    public void Add(double[] bounds, double[] counts, double count, double sum)
    {
        Count += count;
        Sum += sum;
        if (counts.Length == 0)
        {
            return;
        }

        if (_counts.Length == 0)
        {
            _bounds = bounds;
            _counts = [.. counts];
            return;
        }

        if (!_bounds.AsSpan().SequenceEqual(bounds))
        {
            double[] union = [.. _bounds.Concat(bounds).Distinct().Order()];
            _counts = Spread(_bounds, _counts, union);
            counts = Spread(bounds, counts, union);
            _bounds = union;
        }

        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += counts[i];
        }
    }

    /// <summary>Adds another.</summary>
    public void Add(BucketHistogram other) => Add(other._bounds, other._counts, other.Count, other.Sum);

    /// <summary>A quantile, as far as bounds tell; null when nothing was counted. What lies above all bounds counts as the last bound.</summary>
    /// <param name="share">0 to 1.</param>
    public double? Quantile(double share)
    {
        double total = _counts.Sum();
        if (total <= 0 || _bounds.Length == 0)
        {
            return null;
        }

        double rank = share * total;
        double below = 0;
        for (int i = 0; i < _bounds.Length; i++)
        {
            if (_counts[i] > 0 && below + _counts[i] >= rank)
            {
                double from = i == 0 ? Math.Min(0, _bounds[0]) : _bounds[i - 1];
                return from + ((_bounds[i] - from) * (rank - below) / _counts[i]);
            }

            below += _counts[i];
        }

        return _bounds[^1];
    }

    private static double[] Spread(double[] bounds, double[] counts, double[] finer)
    {
        double[] spread = new double[finer.Length + 1];
        for (int i = 0, at = 0; i < counts.Length; i++)
        {
            // The finer bounds hold all of these: a bucket becomes one or several whole ones; what is open above stays above its bound.
            int end = i < bounds.Length ? Array.BinarySearch(finer, bounds[i]) + 1 : finer.Length + 1;
            if (i == bounds.Length)
            {
                spread[^1] += counts[i];
            }
            else if (at == 0)
            {
                spread[end - 1] += counts[i];
            }
            else
            {
                double width = finer[end - 1] - finer[at - 1];
                for (int j = at; j < end; j++)
                {
                    spread[j] += counts[i] * (finer[j] - finer[j - 1]) / width;
                }
            }

            at = end;
        }

        return spread;
    }
}
