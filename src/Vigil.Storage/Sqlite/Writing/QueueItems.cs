using System.Buffers;
using Vigil.Core.Logs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Storage.Sqlite.Samples;

namespace Vigil.Storage.Sqlite.Writing;

/// <summary>Something that waits to be stored.</summary>
internal abstract class QueueItem
{
    /// <summary>Memory that it holds, about.</summary>
    public int Cost { get; set; }
}

/// <summary>A sample; used again.</summary>
internal sealed class SampleItem : QueueItem
{
    public SubjectSet Set { get; set; } = new([]);

    public long UnixMilliseconds { get; set; }

    public SampleTotals Totals { get; set; }

    /// <summary>The columns of all subjects, one after the other; may be longer than the set needs.</summary>
    public long[] Values { get; set; } = [];
}

/// <summary>A step.</summary>
internal sealed class StepItem(StepReading step) : QueueItem
{
    public StepReading Step { get; } = step;
}

/// <summary>An event, its details already text.</summary>
internal sealed class EventItem(double unixSeconds, string type, string? detailsJson) : QueueItem
{
    public double UnixSeconds { get; } = unixSeconds;

    public string Type { get; } = type;

    public string? DetailsJson { get; } = detailsJson;
}

/// <summary>A piece of output; holds a rented array.</summary>
internal sealed class OutputItem(OutputStream stream, long offset, long unixMilliseconds, int capacity) : QueueItem
{
    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public OutputStream Stream { get; } = stream;

    public long Offset { get; } = offset;

    public long UnixMilliseconds { get; } = unixMilliseconds;

    public int Length { get; private set; }

    /// <summary>Bytes that its array takes.</summary>
    public int Capacity => _bytes.Length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>True when more bytes, read at that time, belong and fit right behind.</summary>
    public bool Takes(OutputStream stream, long unixMilliseconds, int length) =>
        Stream == stream && UnixMilliseconds == unixMilliseconds && Length + length <= _bytes.Length;

    public void Add(ReadOnlySpan<byte> data)
    {
        data.CopyTo(_bytes.AsSpan(Length));
        Length += data.Length;
    }

    public void Return() => ArrayPool<byte>.Shared.Return(_bytes);
}
