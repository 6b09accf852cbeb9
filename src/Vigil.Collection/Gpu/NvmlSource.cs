using System.Text.Json.Nodes;
using Vigil.Core.Events;

namespace Vigil.Collection.Gpu;

/// <summary>
/// NVIDIA devices through NVML. A device that is lost leaves the others alone: it is said once, its subject ends, and its
/// slot is tried again at the recheck interval.
/// </summary>
internal sealed class NvmlSource(GpuOptions options, TimeProvider time) : IGpuSource
{
    private const ulong XidEvent = 0x8;

    // More in one pass than any real storm of errors; a driver that never runs dry must not hold the thread.
    private const int MostEventsInOnePass = 64;

    private readonly List<NvmlSlot> _slots = [];
    private NvmlLibrary? _nvml;
    private NvmlProcessList? _processes;
    private string? _driver;
    private nint _events;
    private long _checkedAt;

    /// <inheritdoc/>
    public string Vendor => "NVIDIA";

    /// <inheritdoc/>
    public IReadOnlyList<GpuFacts> Devices =>
        [.. _slots.Where(slot => slot.Device is not null)
            .SelectMany(slot => slot.Device!.Instances.Prepend(slot.Device))
            .Select(device => device.Identity.Facts)];

    /// <inheritdoc/>
    public string? Open()
    {
        string[] candidates = Candidates();
        _nvml ??= NvmlLibrary.TryLoad(candidates);
        if (_nvml is null)
        {
            return $"No NVIDIA GPU: {candidates[0]} is not there, which the NVIDIA driver brings";
        }

        NvmlReturn code = _nvml.Initialize();
        if (code != NvmlReturn.Success)
        {
            return $"No NVIDIA GPU: {code.Explain()}";
        }

        string? missing = Attach(_nvml);
        if (missing is not null)
        {
            Close();
        }

        return missing;
    }

    /// <inheritdoc/>
    public void Sample(GpuSnapshot snapshot)
    {
        if (time.GetElapsedTime(_checkedAt) >= options.RecheckInterval)
        {
            Recheck();
        }

        TakeEvents(snapshot);
        foreach (NvmlSlot slot in _slots)
        {
            if (slot.Device is { } device)
            {
                Sample(slot, device, snapshot);
            }

            if (slot.Fault is { } fault && fault.IsLost() && !slot.Told)
            {
                slot.Told = true;
                snapshot.Events.Add(LostEvent(slot, fault));
            }
        }

        if (snapshot.Count == 0)
        {
            snapshot.Failure = "No NVIDIA GPU answers any more";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static void Sample(NvmlSlot slot, NvmlDevice device, GpuSnapshot snapshot)
    {
        NvmlReturn code = device.Sample(snapshot.Add(device.Identity));
        if (code.IsLost())
        {
            snapshot.RemoveLast();
            slot.Lose(code);
            return;
        }

        foreach (NvmlDevice instance in device.Instances)
        {
            if (instance.Sample(snapshot.Add(instance.Identity)).IsLost())
            {
                // The device itself will say so at the next pass, for all of its instances.
                snapshot.RemoveLast();
            }
        }
    }

    private string[] Candidates()
    {
        string? named = options.NvmlLibraryPath ?? Environment.GetEnvironmentVariable(GpuOptions.NvmlLibraryVariable);
        if (!string.IsNullOrEmpty(named))
        {
            return [named];
        }

        return OperatingSystem.IsWindows()
            ? ["nvml.dll", @"C:\Program Files\NVIDIA Corporation\NVSMI\nvml.dll"]
            : ["libnvidia-ml.so.1", "/usr/lib/wsl/lib/libnvidia-ml.so.1", "/run/opengl-driver/lib/libnvidia-ml.so.1"];
    }

    private string? Attach(NvmlLibrary nvml)
    {
        NvmlReturn code = nvml.Count(out uint count);
        if (code != NvmlReturn.Success)
        {
            return $"No NVIDIA GPU: {code.Explain()}";
        }

        if (count == 0)
        {
            return "No NVIDIA GPU: the driver lists none";
        }

        _driver = nvml.DriverVersion();
        _processes = new NvmlProcessList(nvml, _driver);
        _events = nvml.CreateEventSet();
        _checkedAt = time.GetTimestamp();
        for (int index = 0; index < count; index++)
        {
            var slot = new NvmlSlot(index);
            _slots.Add(slot);
            Attach(nvml, _processes, slot);
        }

        return _slots.Exists(slot => slot.Device is not null || slot.Fault?.IsLost() == true)
            ? null
            : $"No NVIDIA GPU: {count} listed, none may be read: {_slots[0].Fault?.Explain()}";
    }

    private void Attach(NvmlLibrary nvml, NvmlProcessList processes, NvmlSlot slot)
    {
        NvmlReturn code = nvml.Device(slot.Index, out nint handle);
        GpuFacts? facts = null;
        if (code == NvmlReturn.Success)
        {
            code = NvmlFacts.Read(nvml, handle, slot.Index, _driver, out facts);
        }

        if (code == NvmlReturn.Success)
        {
            // A device that was lost may tell its name and still not answer: its readings decide.
            code = nvml.Utilization(handle, out _);
        }

        if (facts is null || code.IsLost())
        {
            slot.Fault = code;
            return;
        }

        slot.Find(new NvmlDevice(nvml, processes, handle, new GpuDevice(facts), time));
        AttachInstances(nvml, processes, slot.Device!);
        if (_events != 0)
        {
            // Devices that know no such events refuse; the others still report.
            _ = nvml.RegisterEvents(handle, XidEvent, _events);
        }
    }

    private void AttachInstances(NvmlLibrary nvml, NvmlProcessList processes, NvmlDevice device)
    {
        if (!device.Identity.Facts.MigEnabled
            || nvml.Fact("nvmlDeviceGetMaxMigDeviceCount", device.Handle, out uint most) != NvmlReturn.Success)
        {
            return;
        }

        var found = new List<nint>();
        for (int index = 0; index < most; index++)
        {
            if (nvml.MigDevice(device.Handle, index, out nint handle) != NvmlReturn.Success)
            {
                continue;
            }

            found.Add(handle);
            if (!device.Instances.Exists(known => known.Handle == handle))
            {
                GpuFacts facts = NvmlFacts.ReadInstance(nvml, handle, index, device.Identity.Facts);
                bool numbered = nvml.Fact("nvmlDeviceGetGpuInstanceId", handle, out uint instance) == NvmlReturn.Success;
                device.Instances.Add(new NvmlDevice(nvml, processes, handle, new GpuDevice(facts), time)
                {
                    GpuInstance = numbered ? instance : uint.MaxValue,
                });
            }
        }

        device.Instances.RemoveAll(instance => !found.Contains(instance.Handle));
    }

    private void Recheck()
    {
        _checkedAt = time.GetTimestamp();
        if (_nvml is null || _processes is null)
        {
            return;
        }

        foreach (NvmlSlot slot in _slots)
        {
            if (slot.Device is { } device)
            {
                AttachInstances(_nvml, _processes, device);
            }
            else
            {
                Attach(_nvml, _processes, slot);
            }
        }
    }

    private void TakeEvents(GpuSnapshot snapshot)
    {
        if (_nvml is null || _events == 0)
        {
            return;
        }

        for (int i = 0; i < MostEventsInOnePass && _nvml.TakeEvent(_events, out NvmlEvent taken) == NvmlReturn.Success; i++)
        {
            if ((taken.Type & XidEvent) != 0)
            {
                TakeXid(taken, snapshot);
            }
        }
    }

    private void TakeXid(NvmlEvent taken, GpuSnapshot snapshot)
    {
        NvmlSlot? slot = _slots.Find(candidate => candidate.Handle == taken.Device);
        NvmlDevice? instance = slot?.Device?.Instances.Find(candidate => candidate.GpuInstance == taken.GpuInstance);
        if (slot?.Device is { } device)
        {
            device.LastXid = (long)taken.Data;
        }

        instance?.LastXid = (long)taken.Data;
        JsonObject details = Describe(slot);
        details["xid"] = taken.Data;
        details["instance"] = instance?.Identity.Key;
        snapshot.Events.Add(new RunEvent(Now(), EventTypes.GpuXid, details));
    }

    private RunEvent LostEvent(NvmlSlot slot, NvmlReturn code)
    {
        JsonObject details = Describe(slot);
        details["reason"] = code.Explain();
        details["nvml_code"] = (int)code;
        return new RunEvent(Now(), EventTypes.GpuLost, details);
    }

    private static JsonObject Describe(NvmlSlot? slot) => new()
    {
        ["gpu"] = slot?.Facts?.Key,
        ["index"] = slot?.Index,
        ["model"] = slot?.Facts?.Model,
        ["pci_address"] = slot?.Facts?.PciAddress,
    };

    private double Now() => time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    private void Close()
    {
        if (_nvml is not null && _events != 0)
        {
            _nvml.FreeEventSet(_events);
        }

        _events = 0;
        _slots.Clear();
        _nvml?.Shutdown();
    }
}
