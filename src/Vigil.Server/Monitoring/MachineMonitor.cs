using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Vigil.Collection.Monitoring;
using Vigil.Collection.Snapshot;
using Vigil.Core.Library;
using Vigil.Core.Runs;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite;

namespace Vigil.Server.Monitoring;

/// <summary>
/// Records the machine that the server runs on, while it is wanted: into a record of its own, a new one each day, so that
/// old days can be dropped whole. Of several servers over one database one records; the others look every few seconds
/// whether they are needed.
/// </summary>
internal sealed class MachineMonitor(IRunStore store, IRunLibrary library, MachineRecords records, bool fromTheStart, MachineMonitorOptions options, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_recordLength = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_storeDeadline = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly MachineMonitorOptions _given = options;
    private MachineMonitorOptions _options = options;
    private bool _wanted = fromTheStart;
    private Session? _session;

    /// <summary>Who records now.</summary>
    public MonitoringState State => _session is not null ? MonitoringState.Recording : records.Going() is not null ? MonitoringState.Elsewhere : MonitoringState.Off;

    /// <summary>Whether this server records, or waits to take over.</summary>
    public bool IsWanted => _wanted;

    /// <summary>Records from now on, unless another server does already.</summary>
    /// <param name="intervalSeconds">Time between samples; null for that of the options.</param>
    /// <param name="cancellationToken">Gives up waiting for an earlier change.</param>
    public Task BeginAsync(double? intervalSeconds, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            double interval = intervalSeconds ?? _given.Recorder.SampleIntervalSeconds;
            if (_session is not null && interval != _session.IntervalSeconds)
            {
                await EndAsync();
            }

            _options = _given with { Recorder = _given.Recorder with { SampleIntervalSeconds = interval } };
            _wanted = true;
            await FollowAsync();
        },
        cancellationToken);

    /// <summary>Records no more. What was recorded stays.</summary>
    public Task CeaseAsync(CancellationToken cancellationToken) => InTurnAsync(
        () =>
        {
            _wanted = false;
            return EndAsync();
        },
        cancellationToken);

    /// <summary>Deletes all records of this machine; recording goes on in a new one. Another server's running record stays.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> ClearAsync(CancellationToken cancellationToken)
    {
        int deleted = 0;
        await InTurnAsync(
            async () =>
            {
                await EndAsync();
                deleted = records.All().Count(record => library.Delete(record.Start.Id) == DeleteResult.Deleted);
                if (_wanted)
                {
                    await FollowAsync();
                }
            },
            cancellationToken);
        return deleted;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await CeaseAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _turn.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A server that cannot listen records nothing.
        var started = new TaskCompletionSource();
        using CancellationTokenRegistration start = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await InTurnAsync(() => _wanted ? FollowAsync() : Task.CompletedTask, stoppingToken);
                await Task.Delay(s_look, time, stoppingToken);
            }
            catch (StoreUnavailableException)
            {
                // The file may come back.
                await Task.Delay(s_look, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Begins where nobody records, and begins a new record where the old one is a day long.</summary>
    private async Task FollowAsync()
    {
        if (_session is { } session && time.GetElapsedTime(session.BegunAt) >= s_recordLength)
        {
            await EndAsync();
        }

        if (_session is not null)
        {
            return;
        }

        // A server that was killed leaves its record open.
        store.CloseOrphans();
        if (records.Going() is not null)
        {
            return;
        }

        RunStart start = Describe();
        IRunWriter writer = store.Begin(start);

        // Two servers may have begun at once: the one whose record is older goes on.
        RunRecord[] going = [.. records.All().Where(record => record.State == RunState.Running).OrderBy(record => record.Start.StartedAt).ThenBy(record => record.Start.Id, StringComparer.Ordinal)];
        if (going.Length > 1 && going[0].Start.Id != start.Id)
        {
            await CompleteAsync(writer, "Another server records this machine.");
            library.Delete(start.Id);
            return;
        }

        var recording = new MachineRecording(_options, writer, time);
        _session = new Session(start.SampleIntervalSeconds, time.GetTimestamp(), writer, recording);
        recording.Start();
    }

    private RunStart Describe() => new()
    {
        Id = RunIds.New(),
        Kind = RunKind.Monitor,
        Name = MachineRecords.Host,
        Command = [],
        WorkingDirectory = Environment.CurrentDirectory,
        StartedAt = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
        SampleIntervalSeconds = _options.Recorder.SampleIntervalSeconds,
        Snapshot = new JsonObject { ["host"] = HostSnapshot.Read() },
        Recorder = SqliteStoreOptions.ThisRecorder,
    };

    private async Task EndAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            session.Recording.Dispose();
            await CompleteAsync(session.Writer, "Recording of the machine was ended.");
        }
    }

    private async Task CompleteAsync(IRunWriter writer, string explanation)
    {
        var outcome = new RunOutcome
        {
            State = RunState.Finished,
            EndedAt = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
            Cause = EndCause.Success,
            Explanation = explanation,
        };
        await writer.CompleteAsync(outcome, null, s_storeDeadline);
        await writer.DisposeAsync();
    }

    private async Task InTurnAsync(Func<Task> act, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await act();
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed record Session(double IntervalSeconds, long BegunAt, IRunWriter Writer, MachineRecording Recording);
}
