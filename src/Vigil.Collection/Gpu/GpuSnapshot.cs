using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Gpu;

/// <summary>The readings of one pass over a vendor's devices. Rows are kept and used again, so that a pass allocates nothing.</summary>
internal sealed class GpuSnapshot
{
    private readonly List<GpuRow> _rows = [];

    /// <summary>Devices read in this pass.</summary>
    public int Count { get; private set; }

    /// <summary>What happened since the pass before.</summary>
    public List<RunEvent> Events { get; } = [];

    /// <summary>Why nothing could be read in this pass, a sentence; null when something was.</summary>
    public string? Failure { get; set; }

    /// <summary>The row of one device, from 0.</summary>
    public GpuRow this[int index] => _rows[index];

    /// <summary>Starts a pass.</summary>
    public void Clear()
    {
        Count = 0;
        Failure = null;
        Events.Clear();
    }

    /// <summary>Adds a device, all of its readings not available yet.</summary>
    public GpuRow Add(GpuDevice device)
    {
        if (Count == _rows.Count)
        {
            _rows.Add(new GpuRow());
        }

        GpuRow row = _rows[Count++];
        row.Begin(device);
        return row;
    }

    /// <summary>Takes the latest row back: its device went away while being read.</summary>
    public void RemoveLast() => Count--;
}

/// <summary>The readings of one device and of the processes on it.</summary>
internal sealed class GpuRow
{
    private GpuProcessRow[] _processes = new GpuProcessRow[8];
    private GpuDevice? _device;

    /// <summary>Whose readings these are.</summary>
    public GpuDevice Device => _device ?? throw new InvalidOperationException("The row has no device yet.");

    /// <summary>By column of <see cref="GpuMetrics"/>.</summary>
    public long[] Values { get; } = new long[GpuMetrics.Table.Metrics.Count];

    /// <summary>The processes, each number once.</summary>
    public ReadOnlySpan<GpuProcessRow> Processes => _processes.AsSpan(0, ProcessCount);

    /// <summary>How many processes.</summary>
    public int ProcessCount { get; private set; }

    /// <summary>Sets one reading.</summary>
    public long this[Metric metric]
    {
        get => Values[metric.Index];
        set => Values[metric.Index] = value;
    }

    /// <summary>Empties the row for a device.</summary>
    public void Begin(GpuDevice device)
    {
        _device = device;
        ProcessCount = 0;
        Array.Fill(Values, Reading.NotAvailable);
    }

    /// <summary>The row of a process, added when it is new.</summary>
    public ref GpuProcessRow Process(uint pid)
    {
        for (int i = 0; i < ProcessCount; i++)
        {
            if (_processes[i].Pid == pid)
            {
                return ref _processes[i];
            }
        }

        if (ProcessCount == _processes.Length)
        {
            Array.Resize(ref _processes, _processes.Length * 2);
        }

        ref GpuProcessRow added = ref _processes[ProcessCount++];
        added = new GpuProcessRow { Pid = pid, MemoryUsedBytes = Reading.NotAvailable, UtilizationPercent = Reading.NotAvailable };
        return ref added;
    }

    /// <summary>The processes, to be written to.</summary>
    public Span<GpuProcessRow> EditProcesses() => _processes.AsSpan(0, ProcessCount);
}

/// <summary>The readings of one process on one device.</summary>
internal struct GpuProcessRow
{
    /// <summary>Process number as the driver gives it.</summary>
    public uint Pid;

    /// <summary>Device memory it holds, bytes, or not available.</summary>
    public long MemoryUsedBytes;

    /// <summary>Share of the compute units it kept busy, percent, or not available.</summary>
    public long UtilizationPercent;
}
