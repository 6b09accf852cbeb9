namespace Vigil.Storage.Encoding;

/// <summary>How the numbers of a column are predicted; what is left over is coded. The numbers are stored.</summary>
internal enum ColumnModel
{
    /// <summary>Every value is the same, and is written once.</summary>
    Constant = 0,

    /// <summary>Every value is 0.</summary>
    Zero = 1,

    /// <summary>Every value is <see cref="Core.Sampling.Reading.NotAvailable"/>.</summary>
    Absent = 2,

    /// <summary>Distance from the median: gauges that scatter about a level.</summary>
    Level = 3,

    /// <summary>Height above the minimum.</summary>
    Height = 4,

    /// <summary>Growth less its median: counters that grow steadily, gauges that wander.</summary>
    Growth = 5,

    /// <summary>Growth above its minimum: counters that grow in bursts.</summary>
    Burst = 6,

    /// <summary>Change of growth: smooth curves.</summary>
    Bend = 7,

    /// <summary>One of a few values, the frequent ones first.</summary>
    Choice = 8,
}
