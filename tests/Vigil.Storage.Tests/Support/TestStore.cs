using Microsoft.Data.Sqlite;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;

namespace Vigil.Storage.Tests.Support;

/// <summary>A database in a folder of its own, gone after the test.</summary>
internal sealed class TestStore : IDisposable
{
    public static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    public TestStore() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "vigil-store-" + Guid.NewGuid().ToString("N"));

    public string Path => System.IO.Path.Combine(Folder, "vigil.db");

    public SqliteStoreOptions Options => new() { Path = Path, CommitInterval = TimeSpan.FromMilliseconds(20) };

    public static RunStart Start(string id = "run22222", string name = "a run") => new()
    {
        Id = id,
        Name = name,
        Command = ["python3", "train.py", "--name", "with 'quotes'\nand lines"],
        WorkingDirectory = "/work",
        StartedAt = 1_700_000_000.25,
        SampleIntervalSeconds = 1,
        Recorder = new RecorderIdentity(Environment.MachineName, "boot", 1, 1),
    };

    public static RunOutcome Finished => new() { State = RunState.Finished, EndedAt = 1_700_000_100, ExitCode = 0, Cause = EndCause.Success };

    /// <summary>Waits until everything handed to the writer is in the database.</summary>
    public static void WaitStored(IRunWriter writer) => WaitFor(() => writer.Statistics is { PendingBytes: 0 }, () => writer.Statistics.ToString());

    public static void WaitFor(Func<bool> condition, Func<string>? otherwise = null)
    {
        DateTimeOffset end = TimeProvider.System.GetUtcNow() + Generous;
        while (!condition())
        {
            (TimeProvider.System.GetUtcNow() < end).ShouldBeTrue(otherwise?.Invoke() ?? "waited too long");
            Thread.Sleep(10);
        }
    }

    public SqliteRunStore Open() => SqliteRunStore.Open(Options);

    /// <summary>Runs SQL on a connection of its own.</summary>
    public static void Execute(string path, string sql)
    {
        using SqliteConnection connection = Connect(path);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static object? Scalar(string path, string sql)
    {
        using SqliteConnection connection = Connect(path);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
