using Vigil.Core.Operations;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>
/// Gathers operations in memory and writes them in a transaction of its own thread every commit interval. While the store cannot
/// take them, tallies go on adding up and detail is kept up to a bound.
/// </summary>
internal sealed class SqliteOperationSink : IOperationSink
{
    /// <summary>Operations kept one by one until they are on disk.</summary>
    public const int MostPending = 128 * 1024;

    private const int WakeAt = 16 * 1024;
    private static readonly TimeSpan s_trimInterval = TimeSpan.FromHours(1);

    private readonly Func<Database> _open;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly OperationTransaction _transaction;
    private readonly Lock _lock = new();
    private readonly Lock _writing = new();
    private readonly ManualResetEventSlim _wake = new(false);
    private readonly Thread _thread;
    private PendingOperations _pending = new();
    private Database? _database;
    private long _counted;
    private long _detailed;
    private double _trimmedAt;
    private bool _stopping;

    public SqliteOperationSink(Func<Database> open, TimeProvider time, TimeSpan interval)
    {
        _open = open;
        _time = time;
        _interval = interval;
        _transaction = new OperationTransaction(time);
        _thread = new Thread(Run) { IsBackground = true, Name = "vigil operation store" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public OperationSinkStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return new OperationSinkStatistics(_counted, _detailed);
            }
        }
    }

    /// <inheritdoc/>
    public void Write(string? runId, ReadOnlySpan<Operation> operations)
    {
        lock (_lock)
        {
            int room = MostPending - _pending.Detailed;
            int kept = Math.Clamp(room, 0, operations.Length);
            _pending.Add(runId, operations, kept);
            _counted += operations.Length;
            _detailed += kept;
            if (_pending.Detailed >= WakeAt)
            {
                _wake.Set();
            }
        }
    }

    /// <inheritdoc/>
    public void Write(string? runId, OperationKey key, long startUnixNanoseconds, OperationTally tally)
    {
        lock (_lock)
        {
            _pending.Add(runId, key, startUnixNanoseconds, tally);
            _counted += tally.Count;
        }
    }

    /// <inheritdoc/>
    public void SetActive(string? runId, IReadOnlyList<ActiveOperation> active)
    {
        lock (_lock)
        {
            _pending.SetActive(runId, active);
        }
    }

    /// <inheritdoc/>
    public bool Flush() => WritePending(last: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_stopping)
            {
                return;
            }

            _stopping = true;
        }

        _wake.Set();
        _thread.Join();
        WritePending(last: true);
        _database?.Dispose();
        _transaction.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _wake.Wait(_interval);
            _wake.Reset();
            lock (_lock)
            {
                if (_stopping)
                {
                    return;
                }
            }

            if (!WritePending(last: false))
            {
                // What cannot be written now is no reason to turn in circles.
                _wake.Reset();
                Thread.Sleep(_interval);
            }
        }
    }

    private bool WritePending(bool last)
    {
        lock (_writing)
        {
            PendingOperations pending;
            lock (_lock)
            {
                pending = _pending;
                // At the end there are blocks to be sealed.
                if (pending.IsEmpty && !(last && pending.Records.Any()))
                {
                    return true;
                }

                _pending = new PendingOperations(pending);
            }

            try
            {
                _database ??= _open();
                double now = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
                bool trim = now - _trimmedAt > s_trimInterval.TotalSeconds;
                _transaction.Write(_database, pending, last, trim);
                _trimmedAt = trim ? now : _trimmedAt;
                return true;
            }
            catch (StoreUnavailableException)
            {
                _database?.Dispose();
                _database = null;
                _transaction.Forget();
                lock (_lock)
                {
                    int shed = _pending.PutBack(pending, MostPending);
                    _detailed -= shed;
                }

                return false;
            }
        }
    }
}
