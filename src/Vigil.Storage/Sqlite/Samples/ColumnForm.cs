using Vigil.Core.Metrics;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>How the integers of a column are meant.</summary>
/// <param name="Kind">Level or total.</param>
/// <param name="Scale">Value in the metric's unit = number × scale.</param>
/// <param name="IsReal">Whether the integers are the bits of floating point numbers.</param>
internal readonly record struct ColumnForm(MetricKind Kind, double Scale, bool IsReal)
{
    /// <summary>Whether it is a total that grows.</summary>
    public bool IsCounter => Kind == MetricKind.Counter;

    /// <summary>The number that an integer stands for, before the scale.</summary>
    public double Number(long stored) => IsReal ? BitConverter.Int64BitsToDouble(stored) : stored;
}
