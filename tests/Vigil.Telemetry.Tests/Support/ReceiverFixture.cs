using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;
using Vigil.Telemetry.Receiving;

namespace Vigil.Telemetry.Tests.Support;

/// <summary>A receiver over a real store in a folder of its own.</summary>
public sealed class ReceiverFixture : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "vigil-telemetry-" + Guid.NewGuid().ToString("N"));

    public ReceiverFixture(ReceiverOptions? options = null, TimeProvider? time = null)
    {
        Directory.CreateDirectory(_folder);
        Store = SqliteRunStore.Open(new SqliteStoreOptions { Path = Path.Combine(_folder, "vigil.db") });
        var recorder = new RecorderIdentity(Environment.MachineName, SqliteStoreOptions.ThisBoot, Environment.ProcessId, 0);
        Receiver = new TelemetryReceiver(Store, null, recorder, options ?? new ReceiverOptions(), time ?? TimeProvider.System);
    }

    /// <summary>Now, in whole milliseconds.</summary>
    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public SqliteRunStore Store { get; }

    public TelemetryReceiver Receiver { get; }

    /// <summary>Ends the records and gives the only one.</summary>
    public async Task<RunRecord> FinishAsync()
    {
        await Receiver.DisposeAsync();
        return Store.ListRuns(kind: RunKind.Service).ShouldHaveSingleItem();
    }

    /// <summary>A column of a series, in its unit.</summary>
    public double[] Column(RunRecord run, string key, string column = "value")
    {
        StoredSubject subject = Store.ReadSubjects(run.Start.Id).Single(candidate => candidate.Key == key);
        Metric metric = subject.Metrics.Single(candidate => candidate.Name == column);
        return [.. Store.ReadSeries(run.Start.Id, subject.Id).Columns[column].Select(metric.Value)];
    }

    public async ValueTask DisposeAsync()
    {
        await Receiver.DisposeAsync();
        Store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
