using System.Buffers;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>The points of one request, before any of them is recorded: a request that turns out malformed leaves nothing behind. Used again.</summary>
internal sealed class PointBatch : IDisposable
{
    private PendingPoint[] _points = ArrayPool<PendingPoint>.Shared.Rent(1024);

    /// <summary>Attributes of the point that is being read.</summary>
    public ProtoWriter Attributes { get; } = new();

    /// <summary>What identifies the metric that is being read.</summary>
    public ProtoWriter Identity { get; } = new();

    /// <summary>Which points belong to which service.</summary>
    public List<(ServiceRecord Service, int Start, int Count)> Groups { get; } = [];

    public Refusals Refusals { get; private set; } = new();

    public int Count { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Groups.Clear();
        Refusals = new Refusals();
        Count = 0;
    }

    public void Add(in PendingPoint point)
    {
        if (Count == _points.Length)
        {
            PendingPoint[] larger = ArrayPool<PendingPoint>.Shared.Rent(Count * 2);
            _points.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<PendingPoint>.Shared.Return(_points, clearArray: true);
            _points = larger;
        }

        _points[Count++] = point;
    }

    /// <summary>Some of the points, in the order of their times.</summary>
    public ReadOnlySpan<PendingPoint> InOrder(int start, int count)
    {
        Span<PendingPoint> points = _points.AsSpan(start, count);
        for (int i = 1; i < points.Length; i++)
        {
            if (points[i].UnixNanoseconds < points[i - 1].UnixNanoseconds)
            {
                points.Sort(static (a, b) => a.UnixNanoseconds.CompareTo(b.UnixNanoseconds));
                break;
            }
        }

        return points;
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<PendingPoint>.Shared.Return(_points, clearArray: true);
}

/// <summary>A point whose series is known.</summary>
internal readonly record struct PendingPoint(Series Series, long UnixNanoseconds, long Value, bool IsInteger, bool IsMissing, int Offset, int Length);
