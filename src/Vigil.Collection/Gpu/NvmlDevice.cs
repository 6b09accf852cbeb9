using Vigil.Core.Metrics;

namespace Vigil.Collection.Gpu;

/// <summary>
/// One NVIDIA device or MIG instance: its handle, its facts, and which readings it turned out not to support.
/// </summary>
/// <remarks>
/// "Not supported" is learnt once for each device and reading and that call is not made again; any other error leaves the
/// reading out of this pass only. A lost device ends the pass over it at once.
/// </remarks>
internal sealed class NvmlDevice(NvmlLibrary nvml, NvmlProcessList processes, nint handle, GpuDevice identity, TimeProvider time)
{
    private static readonly TimeSpan s_slowInterval = TimeSpan.FromSeconds(0.5);

    private readonly bool[] _unsupportedScalars = new bool[NvmlScalar.All.Count];
    private readonly bool[] _unsupportedLists = new bool[processes.Kinds];
    private readonly long[] _slowValues = new long[NvmlScalar.All.Count];
    private bool _noUtilization;
    private bool _noMemoryV2;
    private bool _noMemory;
    private bool _noProcessUtilization;
    private ulong _processSamplesSeen;
    private long _slowReadAt;
    private bool _slowRead;

    /// <summary>Handle of the driver.</summary>
    public nint Handle => handle;

    /// <summary>Its facts, and the identity of its rows.</summary>
    public GpuDevice Identity => identity;

    /// <summary>MIG instance number; null for a physical device.</summary>
    public uint? GpuInstance { get; init; }

    /// <summary>MIG instances of it.</summary>
    public List<NvmlDevice> Instances { get; } = [];

    /// <summary>Number of the latest XID error, or not available.</summary>
    public long LastXid { get; set; } = Core.Sampling.Reading.NotAvailable;

    /// <summary>Reads everything into a fresh row.</summary>
    /// <returns>Success, also when single readings failed; the code that says so when the device is lost.</returns>
    public NvmlReturn Sample(GpuRow row)
    {
        row[GpuMetrics.LastXid] = LastXid;
        NvmlReturn code = ReadUtilization(row);
        if (!code.IsLost())
        {
            code = ReadMemory(row);
        }

        // Temperature, power, clocks and the like belong to the whole board: an instance has none of its own.
        if (!code.IsLost() && GpuInstance is null)
        {
            code = ReadScalars(row);
        }

        // The list of a device that is cut up repeats the lists of its instances.
        if (!code.IsLost() && Instances.Count == 0)
        {
            code = ReadProcesses(row);
        }

        return code.IsLost() ? code : NvmlReturn.Success;
    }

    private NvmlReturn ReadUtilization(GpuRow row)
    {
        if (_noUtilization)
        {
            return NvmlReturn.Success;
        }

        NvmlReturn code = nvml.Utilization(handle, out NvmlUtilization utilization);
        _noUtilization = code.IsPermanent();
        if (code == NvmlReturn.Success)
        {
            row[GpuMetrics.Utilization] = utilization.Gpu;
            row[GpuMetrics.MemoryBusUtilization] = utilization.Memory;
        }

        return code;
    }

    private NvmlReturn ReadMemory(GpuRow row)
    {
        if (_noMemory || identity.Facts.UnifiedMemory)
        {
            return NvmlReturn.Success;
        }

        if (!_noMemoryV2)
        {
            NvmlReturn code = nvml.MemoryV2(handle, out NvmlMemoryV2 memory);
            _noMemoryV2 = code.IsPermanent();
            if (code == NvmlReturn.Success)
            {
                row[GpuMetrics.MemoryUsed] = (long)memory.Used;
                row[GpuMetrics.MemoryTotal] = (long)memory.Total;
            }

            if (!_noMemoryV2)
            {
                return code;
            }
        }

        NvmlReturn older = nvml.Memory(handle, out NvmlMemory memoryV1);
        _noMemory = older.IsPermanent();
        if (older == NvmlReturn.Success)
        {
            row[GpuMetrics.MemoryUsed] = (long)memoryV1.Used;
            row[GpuMetrics.MemoryTotal] = (long)memoryV1.Total;
        }

        return older;
    }

    private NvmlReturn ReadScalars(GpuRow row)
    {
        bool slowDue = !_slowRead || time.GetElapsedTime(_slowReadAt) >= s_slowInterval;
        for (int i = 0; i < NvmlScalar.All.Count; i++)
        {
            NvmlScalar scalar = NvmlScalar.All[i];
            if (_unsupportedScalars[i])
            {
                continue;
            }

            if (scalar.Slow && !slowDue)
            {
                row[scalar.Metric] = _slowValues[i];
                continue;
            }

            NvmlReturn code = nvml.Scalar(i, handle, out ulong value);
            if (code == NvmlReturn.Success)
            {
                row[scalar.Metric] = (long)value / scalar.Divisor;
            }
            else if (code.IsLost())
            {
                return code;
            }

            _unsupportedScalars[i] = code.IsPermanent();
            _slowValues[i] = row[scalar.Metric];
        }

        if (slowDue)
        {
            _slowRead = true;
            _slowReadAt = time.GetTimestamp();
        }

        return NvmlReturn.Success;
    }

    private NvmlReturn ReadProcesses(GpuRow row)
    {
        for (int kind = 0; kind < processes.Kinds; kind++)
        {
            if (_unsupportedLists[kind])
            {
                continue;
            }

            NvmlReturn code = processes.Read(kind, handle, row);
            if (code.IsLost())
            {
                return code;
            }

            _unsupportedLists[kind] = code.IsPermanent();
        }

        if (_noProcessUtilization || row.ProcessCount == 0)
        {
            return NvmlReturn.Success;
        }

        NvmlReturn utilization = processes.ReadUtilization(handle, row, ref _processSamplesSeen);
        _noProcessUtilization = utilization.IsPermanent();
        return utilization;
    }
}
