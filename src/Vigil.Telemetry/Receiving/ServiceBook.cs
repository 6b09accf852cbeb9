using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>The programs that report now, by what their resources say. Thread-safe.</summary>
internal sealed class ServiceBook
{
    // A program whose resource differs from one request to the next is found by what it says, as long as that is not ever new.
    private const int MostWays = 4096;

    private readonly IRunStore _store;
    private readonly RecorderIdentity _recorder;
    private readonly ReceiverOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServiceRecord> _services = [];
    private readonly Dictionary<byte[], ServiceRecord> _ways = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], ServiceRecord>.AlternateLookup<ReadOnlySpan<byte>> _byResource;

    public ServiceBook(IRunStore store, RecorderIdentity recorder, ReceiverOptions options, TimeProvider time)
    {
        _store = store;
        _recorder = recorder;
        _options = options;
        _time = time;
        _byResource = _ways.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The record of a resource, begun when it is new; null when there are too many.</summary>
    public ServiceRecord? Find(ReadOnlySpan<byte> resource)
    {
        lock (_lock)
        {
            if (!_byResource.TryGetValue(resource, out ServiceRecord? service))
            {
                var identity = ServiceIdentity.Of(resource);
                if (!_services.TryGetValue(identity.Key, out service))
                {
                    if (_services.Count >= _options.MostServices)
                    {
                        return null;
                    }

                    service = Begin(identity);
                    _services.Add(identity.Key, service);
                }

                if (_ways.Count < MostWays)
                {
                    _byResource[resource] = service;
                }
            }

            service.Touched = _time.GetTimestamp();
            return service;
        }
    }

    public IReadOnlyList<ServiceRecord> All()
    {
        lock (_lock)
        {
            return [.. _services.Values];
        }
    }

    /// <summary>Takes out those that nothing came for.</summary>
    public IReadOnlyList<ServiceRecord> TakeIdle()
    {
        lock (_lock)
        {
            List<ServiceRecord> idle = [.. _services.Values.Where(service => _time.GetElapsedTime(service.Touched) >= _options.Idle)];
            Forget(idle);
            return idle;
        }
    }

    public IReadOnlyList<ServiceRecord> TakeAll()
    {
        lock (_lock)
        {
            List<ServiceRecord> all = [.. _services.Values];
            Forget(all);
            return all;
        }
    }

    private void Forget(List<ServiceRecord> services)
    {
        foreach (ServiceRecord service in services)
        {
            _services.Remove(_services.First(entry => entry.Value == service).Key);
            foreach (byte[] way in _ways.Where(entry => entry.Value == service).Select(entry => entry.Key).ToList())
            {
                _ways.Remove(way);
            }
        }
    }

    private ServiceRecord Begin(ServiceIdentity identity)
    {
        var start = new RunStart
        {
            Id = RunIds.New(),
            Kind = RunKind.Service,
            Name = identity.Name,
            Command = identity.Attributes["process.command_args"] is JsonArray words ? [.. words.Select(OtlpValues.TextOf)] : [identity.Name],
            WorkingDirectory = OtlpValues.TextOf(identity.Attributes["process.working_directory"]),
            StartedAt = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
            SampleIntervalSeconds = 1,
            Snapshot = new JsonObject { ["resource"] = identity.Attributes },
            Recorder = _recorder,
        };
        return new ServiceRecord(start.Id, _store.Begin(start), _options, _time);
    }
}
