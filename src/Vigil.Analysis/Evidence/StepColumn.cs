namespace Vigil.Analysis.Evidence;

/// <summary>One quantity of the training, at the readings that told it. The arrays are of equal length.</summary>
/// <param name="Times">When each was told, seconds since the Unix epoch.</param>
/// <param name="Steps">The step it belongs to.</param>
/// <param name="Values">The values as told; NaN and infinities are values, not gaps.</param>
public sealed record StepColumn(double[] Times, long[] Steps, double[] Values)
{
    /// <summary>No reading told it.</summary>
    public static StepColumn Empty { get; } = new([], [], []);

    /// <summary>Readings.</summary>
    public int Count => Values.Length;

    /// <summary>The readings that are finite numbers; itself when all are.</summary>
    public StepColumn Finite()
    {
        int finite = 0;
        foreach (double value in Values)
        {
            finite += double.IsFinite(value) ? 1 : 0;
        }

        if (finite == Count)
        {
            return this;
        }

        var kept = new StepColumn(new double[finite], new long[finite], new double[finite]);
        for (int i = 0, to = 0; i < Count; i++)
        {
            if (double.IsFinite(Values[i]))
            {
                (kept.Times[to], kept.Steps[to], kept.Values[to]) = (Times[i], Steps[i], Values[i]);
                to++;
            }
        }

        return kept;
    }

    /// <summary>Of a value that is told again and again until the next, as bars do, the first.</summary>
    public StepColumn Changes()
    {
        List<int> kept = [];
        for (int i = 0; i < Count; i++)
        {
            if (i == 0 || !Values[i].Equals(Values[i - 1]))
            {
                kept.Add(i);
            }
        }

        return kept.Count == Count ? this : new StepColumn([.. kept.Select(i => Times[i])], [.. kept.Select(i => Steps[i])], [.. kept.Select(i => Values[i])]);
    }
}
