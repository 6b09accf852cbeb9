using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Writing;

/// <summary>
/// Feeds one run through one background thread. The thread stores what waits at once when it has been quiet for the
/// commit interval, else at the end of that interval or when much waits; so nothing waits longer, and an idle recorder does nothing.
/// When the database cannot be written it tries again, at first soon and then every few seconds, for as long as it lives;
/// the queue bounds what is held meanwhile. A file that vanished or was replaced under it is begun anew.
/// </summary>
internal sealed class SqliteRunWriter : IRunWriter
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_lastRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_disposeWait = TimeSpan.FromSeconds(2);

    private readonly RunStart _start;
    private readonly string? _snapshotJson;
    private readonly WriterSettings _settings;
    private readonly TimeProvider _time;
    private readonly string _path;
    private readonly Func<Database> _open;
    private readonly WriteQueue _queue;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<QueueItem> _items = [];
    private RunSession? _session;
    private FileIdentity? _file;
    private WriterStatistics _said;
    private long _lastStore;
    private long _storedBefore;
    private long _storedBytes;
    private volatile string? _lastError;
    private volatile Ending? _ending;
    private volatile bool _stop;

    /// <summary>Starts the thread.</summary>
    /// <param name="start">The run.</param>
    /// <param name="settings">Bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="path">The database file.</param>
    /// <param name="open">Opens it for writing; called on the thread, again after every failure.</param>
    public SqliteRunWriter(RunStart start, WriterSettings settings, TimeProvider time, string path, Func<Database> open)
    {
        _start = start;
        _snapshotJson = start.Snapshot is null ? null : JsonText.Of(start.Snapshot);
        _settings = settings;
        _time = time;
        _path = path;
        _open = open;
        _queue = new WriteQueue(settings.QueueBytes);
        _lastStore = time.GetTimestamp();
        _thread = new Thread(Work) { IsBackground = true, Name = "vigil store" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public WriterStatistics Statistics => _queue.Count(Interlocked.Read(ref _storedBytes), _lastError);

    /// <summary>Waits until the run stands in the database, or until that was tried for some time.</summary>
    public void WaitUntilBegun(TimeSpan atMost) => _begun.Task.Wait(atMost);

    /// <inheritdoc/>
    public void Write(SampleFrame frame) => _queue.Add(frame);

    /// <inheritdoc/>
    public void Write(StepReading step) => _queue.Add(step);

    /// <inheritdoc/>
    public void Emit(RunEvent runEvent) => _queue.Add(runEvent);

    /// <inheritdoc/>
    public void WriteOutput(OutputStream stream, ReadOnlySpan<byte> data, long unixMilliseconds) => _queue.Add(stream, data, unixMilliseconds);

    /// <inheritdoc/>
    public async Task<bool> CompleteAsync(RunOutcome outcome, JsonObject? summary, TimeSpan deadline)
    {
        _ending = new Ending(outcome, summary is null ? null : JsonText.Of(summary));
        _queue.Wake();
        try
        {
            return await _completed.Task.WaitAsync(deadline, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Stops the thread after one last try to store what waits. A run that was not completed stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop = true;
        _queue.Wake();
        await Task.Run(() => _thread.Join(s_disposeWait)).ConfigureAwait(false);
    }

    private void Work()
    {
        TimeSpan retry = TimeSpan.Zero;
        while (true)
        {
            // Before the first success there is the run itself to store, so nothing is waited for.
            if (_session is not null && retry == TimeSpan.Zero)
            {
                _queue.WaitForItems();
                _queue.Linger(_settings.CommitInterval - _time.GetElapsedTime(_lastStore));
            }

            _queue.Pause(retry);
            _queue.Take(ref _items);
            bool stop = _stop;
            Ending? ending = _ending;
            bool stored = TryStore(ending);
            if (stop || (stored && ending is not null))
            {
                _session?.Dispose();
                _completed.TrySetResult(stored && ending is not null);
                return;
            }

            retry = stored ? TimeSpan.Zero
                : retry == TimeSpan.Zero ? s_firstRetry
                : TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, s_lastRetry.Ticks));
        }
    }

    private bool TryStore(Ending? ending)
    {
        try
        {
            Store(ending);
            _lastError = null;
            return true;
        }
        catch (Exception e)
        {
            // The boundary of the stage: whatever it was, it is kept for the statistics, and the thread lives on.
            _lastError = e.Message;
            Forget();
            if (e is not StoreUnavailableException unavailable || !SqliteFaults.MayPass(unavailable.Fault))
            {
                _queue.Discard(_items);
            }

            return false;
        }
    }

    private void Store(Ending? ending)
    {
        if (_session is not null && NativeFile.Identify(_path) != _file)
        {
            Forget();
        }

        _session ??= Begin();
        WriterStatistics now = Statistics;
        if (_items.Count > 0 || HasDropped(now))
        {
            double elapsed = _time.GetElapsedTime(_lastStore).TotalSeconds;
            _session.Store(_items, elapsed, HasDropped(now) ? Describe(now) : null, UnixSeconds());
            _lastStore = _time.GetTimestamp();
            _said = now;
            _queue.Release(_items);
            Interlocked.Exchange(ref _storedBytes, _storedBefore + _session.StoredBytes);
        }

        if (ending is not null)
        {
            _session.Complete(ending.Outcome, ending.SummaryJson, _queue.LengthOf, closing: null);
        }
        else if (_session.WantsCompaction)
        {
            _session.Compact();
        }
    }

    private RunSession Begin()
    {
        Database database = _open();
        try
        {
            _file = NativeFile.Identify(database.Path);
            var session = new RunSession(database, _start, _snapshotJson, _settings);
            _begun.TrySetResult();
            return session;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private void Forget()
    {
        if (_session is not null)
        {
            _storedBefore += _session.StoredBytes;
            _session.Dispose();
            _session = null;
        }
    }

    private bool HasDropped(WriterStatistics now) =>
        now.DroppedSamples != _said.DroppedSamples || now.DroppedSteps != _said.DroppedSteps
        || now.DroppedEvents != _said.DroppedEvents || now.DroppedLogBytes != _said.DroppedLogBytes;

    private JsonObject Describe(WriterStatistics now) => new()
    {
        ["samples"] = now.DroppedSamples - _said.DroppedSamples,
        ["steps"] = now.DroppedSteps - _said.DroppedSteps,
        ["events"] = now.DroppedEvents - _said.DroppedEvents,
        ["log_bytes"] = now.DroppedLogBytes - _said.DroppedLogBytes,
        ["reason"] = now.LastError ?? "the store did not keep up",
    };

    private double UnixSeconds() => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    private sealed record Ending(RunOutcome Outcome, string? SummaryJson);
}
