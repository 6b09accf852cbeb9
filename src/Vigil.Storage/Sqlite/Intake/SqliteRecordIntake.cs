using System.Threading.Channels;
using Vigil.Core.Intake;
using Vigil.Core.Runs;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Runs;
using Vigil.Storage.Sqlite.Writing;

namespace Vigil.Storage.Sqlite.Intake;

/// <summary>
/// Stores what other machines recorded, over one connection: what came within a moment, of however many records, is one transaction,
/// and how far each record has come is written in the same. So a batch is stored whole or not at all, and once.
/// </summary>
internal sealed class SqliteRecordIntake : IRecordIntake
{
    private const int MostWaiting = 4096;
    private const int MostTogether = 2048;
    private static readonly TimeSpan s_gather = TimeSpan.FromMilliseconds(50);

    private readonly Func<Database> _open;
    private readonly WriterSettings _settings;
    private readonly TimeProvider _time;
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(MostWaiting);
    private readonly Dictionary<string, IntakeSession> _sessions = [];
    private readonly Task _work;
    private Database? _database;

    public SqliteRecordIntake(Func<Database> open, WriterSettings settings, TimeProvider time)
    {
        _open = open;
        _settings = settings;
        _time = time;
        _work = Task.Run(WorkAsync);
    }

    /// <inheritdoc/>
    public async Task<IntakeResult> StoreAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(batch);
        return _waiting.Writer.TryWrite(waiting)
            ? await waiting.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false)
            : new IntakeResult(IntakeState.Unavailable, "the store does not keep up");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _work.ConfigureAwait(false);
        Forget();
    }

    private async Task WorkAsync()
    {
        var together = new List<Waiting>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await Task.Delay(s_gather, _time).ConfigureAwait(false);
            together.Clear();
            while (together.Count < MostTogether && _waiting.Reader.TryRead(out Waiting? waiting))
            {
                together.Add(waiting);
            }

            Store(together);
        }
    }

    private void StoreAlone(List<Waiting> together)
    {
        foreach (Waiting waiting in together)
        {
            Store([waiting]);
        }
    }

    private void Store(List<Waiting> together)
    {
        var results = new IntakeResult[together.Count];
        try
        {
            _database ??= _open();
            IntakeSession?[] sessions = [.. together.Select((waiting, index) => Find(waiting.Batch, out results[index]))];
            _database.BeginWriting();
            for (int i = 0; i < sessions.Length; i++)
            {
                sessions[i]?.Add(together[i].Batch, _time.GetUtcNow().ToUnixTimeMilliseconds());
            }

            _database.Commit();
            Tend();
        }
        catch (Exception exception)
        {
            // The boundary of the stage: whatever it was, nothing of this was stored, the senders try again, and others go on.
            Forget();
            if (exception is not StoreUnavailableException && together.Count > 1)
            {
                StoreAlone(together);
                return;
            }

            Array.Fill(results, new IntakeResult(IntakeState.Unavailable, exception is StoreUnavailableException ? exception.Message : "the batch could not be stored"));
        }

        for (int i = 0; i < results.Length; i++)
        {
            together[i].Done.TrySetResult(results[i]);
        }
    }

    private IntakeSession? Find(RecordBatch batch, out IntakeResult result)
    {
        Database database = _database!;
        result = default;
        bool isStored = RunTable.NumberOf(database, batch.RecordId) is not null;
        if (isStored && _sessions.TryGetValue(batch.RecordId, out IntakeSession? session))
        {
            return session;
        }

        bool isKnown = IntakeTable.Find(database, batch.RecordId) is not null;
        if (isStored && !isKnown)
        {
            result = new IntakeResult(IntakeState.Occupied, $"the run {batch.RecordId} was recorded into this database by another process");
            return null;
        }

        RunStart? start = isStored ? RunQuery.Get(database, batch.RecordId)!.Record.Start
            : batch.Start is { } told ? told with { StartedAt = told.StartedAt + (batch.ClockOffsetMilliseconds / 1000.0) }
            : null;
        if (start is null)
        {
            result = new IntakeResult(IntakeState.Unknown, $"the record {batch.RecordId} is not known here: send its start");
            return null;
        }

        if (!isKnown)
        {
            // Before the record itself: what stands there without this was recorded here by another.
            IntakeTable.Put(database, batch.RecordId, 0, 0, batch.ClockOffsetMilliseconds, _time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        if (_sessions.Remove(batch.RecordId, out IntakeSession? old))
        {
            // Its record was deleted under it.
            old.Dispose();
        }

        session = new IntakeSession(database, start, _settings);
        _sessions.Add(batch.RecordId, session);
        return session;
    }

    private void Tend()
    {
        foreach ((string id, IntakeSession session) in _sessions.ToArray())
        {
            if (session.HasEnded)
            {
                session.Dispose();
                _sessions.Remove(id);
            }
            else
            {
                session.Tend();
            }
        }
    }

    // Sessions never disagree with what a rolled-back transaction left: they are read anew.
    private void Forget()
    {
        foreach (IntakeSession session in _sessions.Values)
        {
            session.Dispose();
        }

        _sessions.Clear();
        _database?.RollBack();
        _database?.Dispose();
        _database = null;
    }

    private sealed record Waiting(RecordBatch Batch)
    {
        public TaskCompletionSource<IntakeResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
