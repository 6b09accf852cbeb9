using Vigil.Core.Devices;
using Vigil.Core.Runs;
using Vigil.Server.Api.Machine;

namespace Vigil.Server.Api.Devices;

/// <summary>All devices that were ever recorded, by name: machines with records of their own, and those that only ran programs. Thread-safe.</summary>
internal sealed class DeviceBook(IRunStore store, IDeviceRegistry registry, TimeProvider time)
{
    private const int RunsLookedAt = 200;

    // Many may ask at once; nobody needs it fresher than the samples are.
    private static readonly TimeSpan s_fresh = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private IReadOnlyList<Device>? _devices;
    private long _read;

    /// <summary>The devices as they are now.</summary>
    public IReadOnlyList<Device> List()
    {
        lock (_lock)
        {
            if (_devices is null || time.GetElapsedTime(_read) > s_fresh)
            {
                _devices = Read();
                _read = time.GetTimestamp();
            }

            return _devices;
        }
    }

    /// <summary>Those records of a device that overlap a window, the oldest first.</summary>
    public IReadOnlyList<RunRecord> Records(string name, double from, double to) =>
        [.. store.ListRuns(kind: RunKind.Monitor).Where(record => record.Start.Recorder.HostName == name && record.Start.StartedAt <= to && (record.Outcome?.EndedAt ?? double.PositiveInfinity) >= from).Reverse()];

    /// <summary>Forgets what was read, since it was changed.</summary>
    public void Refresh()
    {
        lock (_lock)
        {
            _devices = null;
        }
    }

    private Device[] Read()
    {
        IReadOnlyDictionary<string, DeviceDescription> described = registry.Descriptions();
        IReadOnlyDictionary<string, IntakeStatus> intakes = registry.Intakes();
        double now = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        IEnumerable<RunRecord> records = store.ListRuns(kind: RunKind.Monitor).Concat(store.ListRuns(RunsLookedAt));
        return
        [
            .. records.GroupBy(record => record.Start.Recorder.HostName)
                .Select(group => group.OrderByDescending(record => record.Start.Kind == RunKind.Monitor).ThenByDescending(record => record.State == RunState.Running).ThenByDescending(record => record.Start.StartedAt).First())
                .Select(record => Device.Of(record, MachineReading.Of(store, record), described.GetValueOrDefault(record.Start.Recorder.HostName), intakes.GetValueOrDefault(record.Start.Id), now))
                .OrderBy(device => device.Name, StringComparer.Ordinal),
        ];
    }
}
