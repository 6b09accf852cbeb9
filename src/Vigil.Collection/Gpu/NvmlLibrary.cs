using System.Runtime.InteropServices;
using System.Text;

namespace Vigil.Collection.Gpu;

/// <summary>
/// NVIDIA's management library, loaded while running and called through pointers found by name, because drivers differ in
/// which functions they have: one that is missing answers <see cref="NvmlReturn.FunctionNotFound"/> like an unsupported one.
/// </summary>
/// <remarks>
/// Reference: NVML API reference, nvml.h of driver 580 (API 13). The library stays loaded until the process ends: a call
/// that hangs in it must not return into nothing. Used by one thread.
/// </remarks>
internal sealed unsafe class NvmlLibrary
{
    private const int TextLength = 96;
    private const int PciInfoLength = 128;
    private const int PciBusIdOffset = 36;
    private const int VolatileCounter = 0;

    private readonly nint _library;
    private readonly nint[] _scalars;
    private readonly delegate* unmanaged[Cdecl]<nint, NvmlUtilization*, NvmlReturn> _utilization;
    private readonly delegate* unmanaged[Cdecl]<nint, NvmlMemory*, NvmlReturn> _memory;
    private readonly delegate* unmanaged[Cdecl]<nint, NvmlMemoryV2*, NvmlReturn> _memoryV2;
    private readonly delegate* unmanaged[Cdecl]<nint, NvmlProcessUtilization*, uint*, ulong, NvmlReturn> _processUtilization;
    private readonly delegate* unmanaged[Cdecl]<nint, NvmlEvent*, uint, NvmlReturn> _eventWait;

    private NvmlLibrary(nint library)
    {
        _library = library;
        _scalars = [.. NvmlScalar.All.Select(scalar => Find(scalar.Symbol, scalar.OlderSymbol))];
        _utilization = (delegate* unmanaged[Cdecl]<nint, NvmlUtilization*, NvmlReturn>)Find("nvmlDeviceGetUtilizationRates");
        _memory = (delegate* unmanaged[Cdecl]<nint, NvmlMemory*, NvmlReturn>)Find("nvmlDeviceGetMemoryInfo");
        _memoryV2 = (delegate* unmanaged[Cdecl]<nint, NvmlMemoryV2*, NvmlReturn>)Find("nvmlDeviceGetMemoryInfo_v2");
        _processUtilization =
            (delegate* unmanaged[Cdecl]<nint, NvmlProcessUtilization*, uint*, ulong, NvmlReturn>)Find("nvmlDeviceGetProcessUtilization");
        _eventWait = (delegate* unmanaged[Cdecl]<nint, NvmlEvent*, uint, NvmlReturn>)Find("nvmlEventSetWait_v2");
    }

    /// <summary>Loads the library from the first place that has it; null when none has.</summary>
    public static NvmlLibrary? TryLoad(IEnumerable<string> candidates)
    {
        foreach (string candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out nint library))
            {
                return new NvmlLibrary(library);
            }
        }

        return null;
    }

    /// <summary>The address of a function by the first of two names; 0 when the library has neither.</summary>
    public nint Find(string symbol, string? olderSymbol = null) =>
        NativeLibrary.TryGetExport(_library, symbol, out nint address)
        || (olderSymbol is not null && NativeLibrary.TryGetExport(_library, olderSymbol, out address))
            ? address
            : 0;

    /// <summary>Connects to the driver. May take seconds where no other program keeps the driver awake.</summary>
    public NvmlReturn Initialize() => Call(Find("nvmlInit_v2", "nvmlInit"));

    /// <summary>Lets the driver go.</summary>
    public void Shutdown() => Call(Find("nvmlShutdown"));

    /// <summary>Number of devices, those without permission too.</summary>
    public NvmlReturn Count(out uint count)
    {
        nint function = Find("nvmlDeviceGetCount_v2", "nvmlDeviceGetCount");
        uint value = 0;
        NvmlReturn code = function == 0
            ? NvmlReturn.FunctionNotFound
            : ((delegate* unmanaged[Cdecl]<uint*, NvmlReturn>)function)(&value);
        count = value;
        return code;
    }

    /// <summary>The handle of a device.</summary>
    public NvmlReturn Device(int index, out nint device)
    {
        nint function = Find("nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetHandleByIndex");
        nint handle = 0;
        NvmlReturn code = function == 0
            ? NvmlReturn.FunctionNotFound
            : ((delegate* unmanaged[Cdecl]<uint, nint*, NvmlReturn>)function)((uint)index, &handle);
        device = handle;
        return code;
    }

    /// <summary>The handle of a MIG instance of a device.</summary>
    public NvmlReturn MigDevice(nint device, int index, out nint instance)
    {
        nint function = Find("nvmlDeviceGetMigDeviceHandleByIndex");
        nint handle = 0;
        NvmlReturn code = function == 0
            ? NvmlReturn.FunctionNotFound
            : ((delegate* unmanaged[Cdecl]<nint, uint, nint*, NvmlReturn>)function)(device, (uint)index, &handle);
        instance = handle;
        return code;
    }

    /// <summary>Whether a device is cut into MIG instances now (1) or not (0).</summary>
    public NvmlReturn MigMode(nint device, out uint current)
    {
        nint function = Find("nvmlDeviceGetMigMode");
        uint now = 0;
        uint pending;
        NvmlReturn code = function == 0
            ? NvmlReturn.FunctionNotFound
            : ((delegate* unmanaged[Cdecl]<nint, uint*, uint*, NvmlReturn>)function)(device, &now, &pending);
        current = now;
        return code;
    }

    /// <summary>A number of a device by the name of the function, for facts that are asked once.</summary>
    public NvmlReturn Fact(string symbol, nint device, out uint value)
    {
        nint function = Find(symbol);
        uint answer = 0;
        NvmlReturn code = function == 0
            ? NvmlReturn.FunctionNotFound
            : ((delegate* unmanaged[Cdecl]<nint, uint*, NvmlReturn>)function)(device, &answer);
        value = answer;
        return code;
    }

    /// <summary>A text of a device by the name of the function.</summary>
    public NvmlReturn Text(string symbol, nint device, out string? text)
    {
        nint function = Find(symbol);
        byte* buffer = stackalloc byte[TextLength];
        NvmlReturn code = function == 0
            ? NvmlReturn.FunctionNotFound
            : ((delegate* unmanaged[Cdecl]<nint, byte*, uint, NvmlReturn>)function)(device, buffer, TextLength);
        text = code == NvmlReturn.Success ? ToText(buffer, TextLength) : null;
        return code;
    }

    /// <summary>Version of the driver; null where it does not say.</summary>
    public string? DriverVersion()
    {
        nint function = Find("nvmlSystemGetDriverVersion");
        byte* buffer = stackalloc byte[TextLength];
        return function != 0
            && ((delegate* unmanaged[Cdecl]<byte*, uint, NvmlReturn>)function)(buffer, TextLength) == NvmlReturn.Success
            ? ToText(buffer, TextLength)
            : null;
    }

    /// <summary>PCI address of a device; null where it has none.</summary>
    public string? PciAddress(nint device)
    {
        nint function = Find("nvmlDeviceGetPciInfo_v3");
        byte* buffer = stackalloc byte[PciInfoLength];
        return function != 0
            && ((delegate* unmanaged[Cdecl]<nint, byte*, NvmlReturn>)function)(device, buffer) == NvmlReturn.Success
            ? ToText(buffer + PciBusIdOffset, PciInfoLength - PciBusIdOffset)
            : null;
    }

    /// <summary>Busy time of the compute units and of the memory.</summary>
    public NvmlReturn Utilization(nint device, out NvmlUtilization utilization)
    {
        NvmlUtilization answer = default;
        NvmlReturn code = _utilization is null ? NvmlReturn.FunctionNotFound : _utilization(device, &answer);
        utilization = answer;
        return code;
    }

    /// <summary>Device memory, with what the driver reserves left out of used.</summary>
    public NvmlReturn MemoryV2(nint device, out NvmlMemoryV2 memory)
    {
        var answer = new NvmlMemoryV2 { Version = NvmlMemoryV2.ExpectedVersion };
        NvmlReturn code = _memoryV2 is null ? NvmlReturn.FunctionNotFound : _memoryV2(device, &answer);
        memory = answer;
        return code;
    }

    /// <summary>Device memory as older drivers give it.</summary>
    public NvmlReturn Memory(nint device, out NvmlMemory memory)
    {
        NvmlMemory answer = default;
        NvmlReturn code = _memory is null ? NvmlReturn.FunctionNotFound : _memory(device, &answer);
        memory = answer;
        return code;
    }

    /// <summary>One of <see cref="NvmlScalar.All"/>, by its place there, in NVML's unit.</summary>
    public NvmlReturn Scalar(int index, nint device, out ulong value)
    {
        value = 0;
        nint function = _scalars[index];
        if (function == 0)
        {
            return NvmlReturn.FunctionNotFound;
        }

        NvmlScalar scalar = NvmlScalar.All[index];
        uint value32 = 0;
        uint period;
        ulong value64 = 0;
        NvmlReturn code = scalar.Shape switch
        {
            NvmlShape.Value32 => ((delegate* unmanaged[Cdecl]<nint, uint*, NvmlReturn>)function)(device, &value32),
            NvmlShape.Value64 => ((delegate* unmanaged[Cdecl]<nint, ulong*, NvmlReturn>)function)(device, &value64),
            NvmlShape.Selected32 =>
                ((delegate* unmanaged[Cdecl]<nint, int, uint*, NvmlReturn>)function)(device, scalar.Selector, &value32),
            NvmlShape.Period32 => ((delegate* unmanaged[Cdecl]<nint, uint*, uint*, NvmlReturn>)function)(device, &value32, &period),
            NvmlShape.Errors64 => ((delegate* unmanaged[Cdecl]<nint, int, int, ulong*, NvmlReturn>)function)(
                device, scalar.Selector, VolatileCounter, &value64),
            _ => NvmlReturn.FunctionNotFound,
        };
        value = value64 + value32;
        return code;
    }

    /// <summary>Processes on a device, into entries whose layout depends on the function.</summary>
    /// <param name="function">Address of one of the functions that list running processes.</param>
    /// <param name="device">The device.</param>
    /// <param name="entries">Room for the answer.</param>
    /// <param name="count">Entries that fit; then those written, or those needed.</param>
    public static NvmlReturn Processes(nint function, nint device, Span<byte> entries, ref uint count)
    {
        fixed (byte* start = entries)
        fixed (uint* number = &count)
        {
            return ((delegate* unmanaged[Cdecl]<nint, uint*, byte*, NvmlReturn>)function)(device, number, start);
        }
    }

    /// <summary>Utilisation by process since a time stamp of an earlier answer.</summary>
    public NvmlReturn ProcessUtilization(nint device, Span<NvmlProcessUtilization> samples, ref uint count, ulong since)
    {
        if (_processUtilization is null)
        {
            return NvmlReturn.FunctionNotFound;
        }

        fixed (NvmlProcessUtilization* start = samples)
        fixed (uint* number = &count)
        {
            return _processUtilization(device, start, number, since);
        }
    }

    /// <summary>Makes a set that events arrive in; 0 where the driver cannot.</summary>
    public nint CreateEventSet()
    {
        nint function = Find("nvmlEventSetCreate");
        nint set = 0;
        return function != 0 && ((delegate* unmanaged[Cdecl]<nint*, NvmlReturn>)function)(&set) == NvmlReturn.Success ? set : 0;
    }

    /// <summary>Lets a set of events go.</summary>
    public void FreeEventSet(nint set)
    {
        nint function = Find("nvmlEventSetFree");
        if (function != 0)
        {
            _ = ((delegate* unmanaged[Cdecl]<nint, NvmlReturn>)function)(set);
        }
    }

    /// <summary>Asks for a kind of event of a device.</summary>
    public NvmlReturn RegisterEvents(nint device, ulong types, nint set)
    {
        nint function = Find("nvmlDeviceRegisterEvents");
        return function == 0
            ? NvmlReturn.FunctionNotFound
            : ((delegate* unmanaged[Cdecl]<nint, ulong, nint, NvmlReturn>)function)(device, types, set);
    }

    /// <summary>Takes the next event without waiting.</summary>
    public NvmlReturn TakeEvent(nint set, out NvmlEvent taken)
    {
        NvmlEvent answer = default;
        NvmlReturn code = _eventWait is null ? NvmlReturn.FunctionNotFound : _eventWait(set, &answer, 0);
        taken = answer;
        return code;
    }

    private static NvmlReturn Call(nint function) =>
        function == 0 ? NvmlReturn.FunctionNotFound : ((delegate* unmanaged[Cdecl]<NvmlReturn>)function)();

    private static string ToText(byte* buffer, int length)
    {
        var bytes = new ReadOnlySpan<byte>(buffer, length);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
