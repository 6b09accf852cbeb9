using System.Globalization;
using Vigil.Core.Alerts;
using Vigil.Core.Devices;
using Vigil.Core.Intake;
using Vigil.Core.Library;
using Vigil.Core.Live;
using Vigil.Core.Maintenance;
using Vigil.Core.Operations;
using Vigil.Core.Runs;
using Vigil.Core.Series;
using Vigil.Core.Training;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite.Alerts;
using Vigil.Storage.Sqlite.Devices;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Intake;
using Vigil.Storage.Sqlite.Library;
using Vigil.Storage.Sqlite.Live;
using Vigil.Storage.Sqlite.Maintenance;
using Vigil.Storage.Sqlite.Operations;
using Vigil.Storage.Sqlite.Output;
using Vigil.Storage.Sqlite.Reports;
using Vigil.Storage.Sqlite.Runs;
using Vigil.Storage.Sqlite.Samples;
using Vigil.Storage.Sqlite.Schema;
using Vigil.Storage.Sqlite.Series;
using Vigil.Storage.Sqlite.Training;
using Vigil.Storage.Sqlite.Writing;

namespace Vigil.Storage.Sqlite;

/// <summary>
/// The embedded store: one SQLite file, which several processes may write and read at once, and which may be a database
/// of the user's own. Thread-safe. Readers raise <see cref="StoreUnavailableException"/> when the file fails later.
/// </summary>
public sealed class SqliteRunStore : IRunStore
{
    private const int WriterBusyMilliseconds = 500;
    private static readonly TimeSpan s_beginWait = TimeSpan.FromSeconds(1);

    private readonly SqliteStoreOptions _options;
    private readonly WriterSettings _settings;
    private readonly ReaderPool _readers;
    private readonly VersionProbe _version;
    private readonly RunDirectory _directory = new();

    private SqliteRunStore(SqliteStoreOptions options)
    {
        _options = options;
        _settings = new WriterSettings(
            options.QueueBytes,
            options.MostStepsPerSecond,
            options.TailSamples,
            options.CommitInterval,
            new OutputLimits(options.OutputHeadBytes, options.OutputTailBytes));
        _readers = new ReaderPool(OpenForReading);
        Library = new SqliteRunLibrary(_readers, _directory, options.ReadOnly ? null : () => OpenForWriting(WriterBusyMilliseconds));
        _version = new VersionProbe(OpenForReading);
        Live = new SqliteLiveReader(_readers, _version, _directory);
        Series = new SqliteSeriesReader(_readers);
        Maintenance = new SqliteStoreMaintenance(
            _readers,
            options.ReadOnly ? () => throw new StoreUnavailableException(StoreFault.NoPermission, options.Path, "it can only be read") : () => OpenForWriting(WriterBusyMilliseconds),
            options.TimeProvider);
        Devices = new SqliteDeviceRegistry(_readers, options.ReadOnly ? null : () => OpenForWriting(WriterBusyMilliseconds));
        Operations = new SqliteOperationStore(_readers, options.ReadOnly ? null : () => OpenForWriting(WriterBusyMilliseconds), options.TimeProvider, options.CommitInterval);
        Alerts = new SqliteAlertStore(_readers, options.ReadOnly ? null : () => OpenForWriting(WriterBusyMilliseconds));
    }

    /// <summary>Lists, annotates and deletes runs.</summary>
    public IRunLibrary Library { get; }

    /// <summary>Follows what is being recorded.</summary>
    public ILiveReader Live { get; }

    /// <summary>Series for charts.</summary>
    public ISeriesReader Series { get; }

    /// <summary>Rolls up, deletes by age and size, and returns free space.</summary>
    public IStoreMaintenance Maintenance { get; }

    /// <summary>Keeps operations and answers for them.</summary>
    public IOperationStore Operations { get; }

    /// <summary>Alerts, silences and what is still to be told.</summary>
    public IAlertStore Alerts { get; }

    /// <summary>Keeps what is known of devices beside their records.</summary>
    public IDeviceRegistry Devices { get; }

    /// <summary>The database file, absolute.</summary>
    public string Path => _options.Path;

    /// <summary>Opens a store, creating or migrating it as needed.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be used: the message says why and what to do.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A bound is impossible.</exception>
    public static SqliteRunStore Open(SqliteStoreOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.QueueBytes, 64 * 1024);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MostStepsPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegative(options.OutputHeadBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(options.OutputTailBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TailSamples, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TailSamples, 65_536);
        options = options with { Path = System.IO.Path.GetFullPath(options.Path) };
        var store = new SqliteRunStore(options);
        if (!options.ReadOnly)
        {
            store.OpenForWriting((int)options.LockTimeout.TotalMilliseconds).Dispose();
        }

        // A reader that fails does so here, where it is expected.
        store._readers.Read(database => database.Number("SELECT count(*) FROM VigilRun"));
        return store;
    }

    /// <summary>
    /// Opens a store for recording, whatever state the file is in: when it is damaged or no database at all, it is left
    /// as it is and a new one beside it, <c>NAME.recovered-YYYYMMDD-HHMMSS.db</c>, takes the recording.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Neither can be used.</exception>
    public static OpenedStore OpenOrRecover(SqliteStoreOptions options)
    {
        try
        {
            return new OpenedStore(Open(options), null);
        }
        catch (StoreUnavailableException e) when (e.Fault is StoreFault.Corrupt or StoreFault.NotADatabase && !options.ReadOnly && !Directory.Exists(options.Path))
        {
            string full = System.IO.Path.GetFullPath(options.Path);
            string stamp = options.TimeProvider.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
            string beside = System.IO.Path.Combine(
                System.IO.Path.GetDirectoryName(full)!,
                $"{System.IO.Path.GetFileNameWithoutExtension(full)}.recovered-{stamp}.db");
            return new OpenedStore(Open(options with { Path = beside }), $"{e.Message} This run is recorded in '{beside}'.");
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Never fails: the run is stored by the writer's thread, for which this waits a second at most. Close the writer
    /// before the store.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The store was opened for reading alone.</exception>
    public IRunWriter Begin(RunStart start)
    {
        ThrowIfReadOnly();
        var writer = new SqliteRunWriter(start, _settings, _options.TimeProvider, _options.Path, () => OpenForWriting(WriterBusyMilliseconds));
        writer.WaitUntilBegun(s_beginWait);
        return writer;
    }

    /// <summary>Opens the way by which records of other machines come in; to be disposed before the store.</summary>
    /// <exception cref="InvalidOperationException">The store was opened for reading alone.</exception>
    public IRecordIntake OpenIntake()
    {
        ThrowIfReadOnly();
        return new SqliteRecordIntake(() => OpenForWriting(WriterBusyMilliseconds), _settings, _options.TimeProvider);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Runs recorded on other machines are closed once nothing was recorded for a day. A store opened for reading alone
    /// closes none.
    /// </remarks>
    public IReadOnlyList<string> CloseOrphans() => _options.ReadOnly
        ? []
        : new OrphanCloser(_options, _settings, () => OpenForWriting(WriterBusyMilliseconds), _readers, _directory).Close();

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> ListRuns(int limit = int.MaxValue, RunKind kind = RunKind.Run)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return _readers.Read(database => Records(RunQuery.List(database, _directory, limit, kind)));
    }

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> FindRuns(string reference) => _readers.Read(database => Records(RunQuery.Find(database, _directory, reference)));

    /// <inheritdoc/>
    public IReadOnlyList<StoredSubject> ReadSubjects(string runId) =>
        _readers.Read(database => RunTable.NumberOf(database, runId) is { } number ? SeriesReader.ReadSubjects(database, number) : []);

    /// <inheritdoc/>
    public SeriesTable ReadSeries(string runId, long subjectId, long fromUnixMilliseconds = long.MinValue, long toUnixMilliseconds = long.MaxValue, RowThinning thinning = default) =>
        _readers.Read(database => RunTable.NumberOf(database, runId) == RowKeys.RunOf(subjectId)
            ? SeriesReader.ReadSeries(database, subjectId, fromUnixMilliseconds, toUnixMilliseconds, thinning)
            : new SeriesTable([], new Dictionary<string, long[]>()));

    /// <inheritdoc/>
    public IEnumerable<StoredTotals> ReadTotals(string runId, double fromUnixSeconds = double.NegativeInfinity, RowThinning thinning = default) =>
        Stream(runId, (database, run) => TotalsTable.Read(database, runId, run.Samples.Since(database, "MetricsSample", runId, fromUnixSeconds), thinning));

    /// <inheritdoc/>
    /// <remarks>The source and the number of all steps are stored where they change: readings before the first change after the instant lack them.</remarks>
    public IEnumerable<StepReading> ReadSteps(string runId, double fromUnixSeconds = double.NegativeInfinity) =>
        Stream(runId, (database, run) => StepReader.Read(database, runId, run.Steps.Since(database, "StepMetric", runId, fromUnixSeconds)));

    /// <inheritdoc/>
    public IEnumerable<StoredEvent> ReadEvents(string runId, double fromUnixSeconds = double.NegativeInfinity) =>
        Stream(runId, (database, run) => EventTable.Read(database, runId, run.Events.Since(database, "TrainingEvent", runId, fromUnixSeconds)));

    /// <inheritdoc/>
    public IEnumerable<StoredOutput> ReadOutput(string runId) =>
        Stream(runId, (database, run) => OutputReader.Read(database, run.Number));

    /// <inheritdoc/>
    public long? SaveReport(StoredReport report)
    {
        if (_options.ReadOnly)
        {
            return null;
        }

        try
        {
            using Database database = OpenForWriting(WriterBusyMilliseconds);
            database.BeginWriting();
            long id = ReportTable.Insert(database, report);
            database.Commit();
            return id;
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredReport> ReadReports(string runId) => _readers.Read(database => ReportTable.Of(database, runId));

    /// <inheritdoc/>
    public StoredReport? LatestReport(string runId) => _readers.Read(database => ReportTable.Latest(database, runId));

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, StoredReport> LatestReports() =>
        _readers.Read(ReportTable.LatestOfAll).ToDictionary(report => report.RunId);

    /// <inheritdoc/>
    public void Dispose()
    {
        _version.Dispose();
        _readers.Dispose();
    }

    private static List<RunRecord> Records(List<RunEntry> runs) => runs.ConvertAll(run => run.Record);

    private IEnumerable<T> Stream<T>(string runId, Func<Database, RunEntry, IEnumerable<T>> rows) =>
        _readers.Stream(database => RunQuery.Get(database, runId) is { } run ? rows(database, run) : []);

    private Database OpenForReading() => StoreFile.OpenForReading(_options.Path, (int)_options.LockTimeout.TotalMilliseconds, StoreSchema.Migrations);

    private Database OpenForWriting(int busyMilliseconds) => StoreFile.OpenForWriting(_options.Path, busyMilliseconds, StoreSchema.Migrations);

    private void ThrowIfReadOnly()
    {
        if (_options.ReadOnly)
        {
            throw new InvalidOperationException("The store was opened for reading alone.");
        }
    }
}
