using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Vigil.Core.Library;
using Vigil.Core.Live;
using Vigil.Core.Operations;
using Vigil.Core.Runs;
using Vigil.Server.Monitoring;
using Vigil.Storage.Faults;

namespace Vigil.Server.Live;

/// <summary>
/// Looks at the store for everybody who follows something: one cheap question four times a second, and only while there is
/// somebody. What is new is read once for all who stand at the same place, and handed to each without waiting.
/// </summary>
internal sealed class StoreWatcher(ILiveReader live, IRunLibrary library, IRunStore store, IOperationReader operations, MachineRecords records, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly HashSet<Subscription> _runSubscriptions = [];
    private readonly HashSet<Subscription> _listSubscriptions = [];
    private readonly HashSet<Subscription> _operationSubscriptions = [];
    private readonly HashSet<Subscription> _deviceSubscriptions = [];
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly RunFeed _run = new(live, library, store);
    private readonly RunsFeed _runs = new(library, store);
    private readonly OperationsFeed _operations = new(operations, time);
    private readonly DevicesFeed _devices = new(store, records);
    private long? _listVersion;
    private long? _operationsVersion;
    private long _droppedSubscriptions;

    /// <summary>Subscriptions at this moment.</summary>
    public int Subscriptions
    {
        get
        {
            lock (_lock)
            {
                return _runSubscriptions.Count + _listSubscriptions.Count + _operationSubscriptions.Count + _deviceSubscriptions.Count;
            }
        }
    }

    /// <summary>Subscriptions that were given up because their client did not read.</summary>
    public long DroppedSubscriptions => Interlocked.Read(ref _droppedSubscriptions);

    /// <summary>Sends the list and then what changes of it; false when the client's outbox has no room for the list.</summary>
    public bool FollowRuns(Subscription subscription)
    {
        lock (_lock)
        {
            _listVersion = live.ReadVersion();
            TellList();
            JsonObject snapshot = LiveMessages.About("snapshot", subscription.Topic, null);
            snapshot["runs"] = _runs.Snapshot();
            snapshot["cursor"] = _runs.Cursor;
            if (!subscription.TrySend(LiveMessages.Bytes(snapshot)))
            {
                return false;
            }

            _listSubscriptions.Add(subscription);
        }

        _wanted.Release();
        return true;
    }

    /// <summary>Sends what goes on and then what changes of it; false when the client's outbox has no room.</summary>
    public bool FollowOperations(Subscription subscription)
    {
        lock (_lock)
        {
            JsonObject snapshot = Message("snapshot", subscription.Topic, _operations.Read());
            if (!subscription.TrySend(LiveMessages.Bytes(snapshot)))
            {
                return false;
            }

            _operationSubscriptions.Add(subscription);
        }

        _wanted.Release();
        return true;
    }

    /// <summary>Begins to follow a run where a cursor stands; returns a snapshot where there is none, or it stands too far back.</summary>
    public (Subscription Subscription, JsonObject? Snapshot) FollowRun(string asked, RunRecord run, RunCursor? since, Outbox outbox)
    {
        string id = run.Start.Id;
        JsonObject? message = null;
        if (since is not { } cursor || _run.IsFar(id, cursor))
        {
            (JsonObject detail, cursor) = _run.Snapshot(id) ?? (new JsonObject(), default);
            message = LiveMessages.About("snapshot", "run", asked);
            message["run"] = detail;
            message["cursor"] = CursorText.Of(cursor);
        }

        return (new Subscription("run", asked, outbox) { RunId = id, Cursor = cursor, State = run.State }, message);
    }

    /// <summary>Begins to follow this machine where a cursor stands; returns a snapshot where there is none, or it stands too far back.</summary>
    public (Subscription Subscription, JsonObject? Snapshot) FollowDevices(DevicesCursor? since, Outbox outbox)
    {
        JsonObject? message = null;
        if (since is not { } cursor || _devices.IsFar(cursor))
        {
            (JsonObject machine, cursor) = _devices.Snapshot();
            message = LiveMessages.About("snapshot", "devices", null);
            message["machine"] = machine;
            message["cursor"] = cursor.ToString();
        }

        return (new Subscription("devices", null, outbox) { Devices = cursor }, message);
    }

    /// <summary>Tells the follower of a run or of this machine what comes, from now on: called once its snapshot waits to be sent.</summary>
    public void Add(Subscription subscription)
    {
        lock (_lock)
        {
            (subscription.Topic == "devices" ? _deviceSubscriptions : _runSubscriptions).Add(subscription);
        }

        _wanted.Release();
    }

    public void Remove(Subscription subscription)
    {
        lock (_lock)
        {
            _runSubscriptions.Remove(subscription);
            _listSubscriptions.Remove(subscription);
            _operationSubscriptions.Remove(subscription);
            _deviceSubscriptions.Remove(subscription);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _wanted.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (Subscriptions == 0)
                {
                    await _wanted.WaitAsync(stoppingToken);
                    continue;
                }

                Look();
                await Task.Delay(s_interval, time, stoppingToken);
            }
            catch (StoreUnavailableException)
            {
                // The file may come back: those who follow keep their place.
                await Task.Delay(s_interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Look()
    {
        long version = live.ReadVersion();
        List<IGrouping<DevicesCursor, Subscription>> devices;
        List<IGrouping<(string RunId, string? Asked, string Cursor, RunState State), Subscription>> groups;
        lock (_lock)
        {
            if (_listSubscriptions.Count > 0 && _listVersion != version)
            {
                TellList();
                _listVersion = version;
            }

            if (_operationSubscriptions.Count > 0 && _operationsVersion != version)
            {
                TellOperations();
                _operationsVersion = version;
            }

            groups = [.. _runSubscriptions.Where(one => one.Version != version).GroupBy(one => (one.RunId, one.Id, CursorText.Of(one.Cursor), one.State))];
            devices = [.. _deviceSubscriptions.Where(one => one.Version != version).GroupBy(one => one.Devices)];
        }

        foreach (IGrouping<DevicesCursor, Subscription> group in devices)
        {
            TellDevices(group.Key, [.. group], version);
        }

        foreach (IGrouping<(string RunId, string? Asked, string Cursor, RunState State), Subscription> group in groups)
        {
            Tell(group.Key.RunId, group.Key.Asked, [.. group], version);
        }
    }

    private void Tell(string runId, string? asked, Subscription[] followers, long version)
    {
        (JsonObject? changes, RunCursor cursor, RunState state, bool more) = _run.ReadChanges(runId, followers[0].Cursor, followers[0].State);
        byte[]? bytes = null;
        if (changes is not null)
        {
            JsonObject message = Message("change", "run", changes, asked);
            message["cursor"] = CursorText.Of(cursor);
            bytes = LiveMessages.Bytes(message);
        }

        foreach (Subscription follower in followers)
        {
            follower.Version = more ? null : version;
            follower.Cursor = cursor;
            follower.State = state;
            if (bytes is not null)
            {
                Send(follower, bytes);
            }
        }
    }

    private void TellDevices(DevicesCursor since, Subscription[] followers, long version)
    {
        (JsonObject? changes, DevicesCursor cursor) = _devices.ReadChanges(since);
        byte[]? bytes = null;
        if (changes is not null)
        {
            JsonObject message = LiveMessages.About("change", "devices", null);
            foreach ((string name, JsonNode? value) in changes.ToList())
            {
                changes.Remove(name);
                message[name] = value;
            }

            message["cursor"] = cursor.ToString();
            bytes = LiveMessages.Bytes(message);
        }

        foreach (Subscription follower in followers)
        {
            follower.Version = version;
            follower.Devices = cursor;
            if (bytes is not null)
            {
                Send(follower, bytes);
            }
        }
    }

    // Under the lock: a snapshot is taken between two of these, never within one.
    private void TellList()
    {
        if (_runs.Refresh() is not { } changes || _listSubscriptions.Count == 0)
        {
            return;
        }

        JsonObject message = LiveMessages.About("change", "runs", null);
        message["runs"] = changes.Changed;
        message["removed"] = changes.Removed;
        message["cursor"] = _runs.Cursor;
        byte[] bytes = LiveMessages.Bytes(message);
        foreach (Subscription follower in _listSubscriptions.ToList())
        {
            Send(follower, bytes);
        }
    }

    private void TellOperations()
    {
        if (_operations.Refresh() is not { } changes)
        {
            return;
        }

        byte[] bytes = LiveMessages.Bytes(Message("change", "operations", changes));
        foreach (Subscription follower in _operationSubscriptions.ToList())
        {
            Send(follower, bytes);
        }
    }

    private static JsonObject Message(string type, string topic, JsonObject members, string? id = null)
    {
        JsonObject message = LiveMessages.About(type, topic, id);
        foreach ((string name, JsonNode? value) in members.ToList())
        {
            members.Remove(name);
            message[name] = value;
        }

        return message;
    }

    private void Send(Subscription follower, byte[] bytes)
    {
        lock (_lock)
        {
            // One that was taken off meanwhile hears no more.
            if ((_runSubscriptions.Contains(follower) || _listSubscriptions.Contains(follower) || _operationSubscriptions.Contains(follower) || _deviceSubscriptions.Contains(follower)) && !follower.TrySend(bytes))
            {
                Remove(follower);
                Interlocked.Increment(ref _droppedSubscriptions);
            }
        }
    }
}
