using System.Globalization;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Gpu;

/// <summary>
/// The subjects of one vendor's devices and of the processes on them: follows the snapshots, adds and removes subjects,
/// and copies readings. Allocates only when a device or process is new.
/// </summary>
internal sealed class GpuSubjects
{
    private readonly List<DeviceEntry> _devices = [];

    /// <summary>Brings the frame's subjects in line with a snapshot.</summary>
    public void Apply(GpuSnapshot snapshot, SampleFrame frame)
    {
        for (int i = _devices.Count - 1; i >= 0; i--)
        {
            if (!Has(snapshot, _devices[i].Device))
            {
                _devices[i].RemoveFrom(frame);
                _devices.RemoveAt(i);
            }
        }

        for (int i = 0; i < snapshot.Count; i++)
        {
            GpuRow row = snapshot[i];
            DeviceEntry entry = Find(row.Device) ?? AddDevice(row.Device, frame);
            row.Values.CopyTo(entry.Subject.Values, 0);
            entry.ApplyProcesses(row, frame);
        }
    }

    /// <summary>Makes every reading not available, the subjects staying: the driver is not answering.</summary>
    public void Forget()
    {
        foreach (DeviceEntry entry in _devices)
        {
            Array.Fill(entry.Subject.Values, Reading.NotAvailable);
            foreach (ProcessEntry process in entry.Processes)
            {
                Array.Fill(process.Subject.Values, Reading.NotAvailable);
            }
        }
    }

    private static bool Has(GpuSnapshot snapshot, GpuDevice device)
    {
        for (int i = 0; i < snapshot.Count; i++)
        {
            if (ReferenceEquals(snapshot[i].Device, device))
            {
                return true;
            }
        }

        return false;
    }

    private DeviceEntry? Find(GpuDevice device)
    {
        foreach (DeviceEntry entry in _devices)
        {
            if (ReferenceEquals(entry.Device, device))
            {
                return entry;
            }
        }

        return null;
    }

    private DeviceEntry AddDevice(GpuDevice device, SampleFrame frame)
    {
        var entry = new DeviceEntry(device);
        _devices.Add(entry);
        frame.Add(entry.Subject);
        return entry;
    }

    private sealed class DeviceEntry(GpuDevice device)
    {
        public GpuDevice Device { get; } = device;

        public Subject Subject { get; } = new(SubjectKind.Gpu, device.Key, device.Attributes);

        public List<ProcessEntry> Processes { get; } = [];

        public void ApplyProcesses(GpuRow row, SampleFrame frame)
        {
            foreach (ProcessEntry process in Processes)
            {
                process.Seen = false;
            }

            foreach (ref readonly GpuProcessRow reading in row.Processes)
            {
                ProcessEntry process = Find(reading.Pid) ?? AddProcess(reading.Pid, frame);
                process.Seen = true;
                process.Subject.Values[GpuProcessMetrics.MemoryUsed.Index] = reading.MemoryUsedBytes;
                process.Subject.Values[GpuProcessMetrics.Utilization.Index] = reading.UtilizationPercent;
            }

            for (int i = Processes.Count - 1; i >= 0; i--)
            {
                if (!Processes[i].Seen)
                {
                    frame.Remove(Processes[i].Subject);
                    Processes.RemoveAt(i);
                }
            }
        }

        public void RemoveFrom(SampleFrame frame)
        {
            foreach (ProcessEntry process in Processes)
            {
                frame.Remove(process.Subject);
            }

            frame.Remove(Subject);
        }

        private ProcessEntry? Find(uint pid)
        {
            foreach (ProcessEntry process in Processes)
            {
                if (process.Pid == pid)
                {
                    return process;
                }
            }

            return null;
        }

        private ProcessEntry AddProcess(uint pid, SampleFrame frame)
        {
            string number = pid.ToString(CultureInfo.InvariantCulture);
            var attributes = new Dictionary<string, string>
            {
                [SubjectAttributes.Pid] = number,
                [GpuAttributes.PidSource] = GpuAttributes.PidSourceDriver,
            };
            var entry = new ProcessEntry(pid, new Subject(SubjectKind.GpuProcess, $"{Device.Key}/{number}", attributes));
            Processes.Add(entry);
            frame.Add(entry.Subject);
            return entry;
        }
    }

    private sealed class ProcessEntry(uint pid, Subject subject)
    {
        public uint Pid { get; } = pid;

        public Subject Subject { get; } = subject;

        public bool Seen { get; set; }
    }
}
