using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Vigil.Bench.Disk;
using Vigil.Core.Logs;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Serve;

/// <summary>What is served: one long run with samples each second, thousands of short ones, a log, and a run that is being recorded.</summary>
internal static class ServedData
{
    private const int LogLines = 20_000;
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    /// <summary>Writes it all.</summary>
    /// <returns>The id of the long run, which has the samples and the log.</returns>
    public static async Task<string> WriteAsync(SqliteRunStore store, int hours, int runs)
    {
        string day = await SyntheticRun.RecordAsync(store, new SyntheticMachine(1, 2, 2, noisy: false), hours * 3600, steps: 0, pendingBytes: 4 << 20);
        await using (IRunWriter log = store.Begin(StartOf("log", 1_799_999_000)))
        {
            for (int line = 1; line <= LogLines; line++)
            {
                log.WriteOutput(OutputStream.Merged, Encoding.UTF8.GetBytes($"epoch={line / 100} step={line} loss={4.0 / line:F6} lr=3.3e-04 grad_norm=0.360\n"), 1_799_999_000_000 + (line * 10));
            }

            await EndAsync(log, 1_799_999_200);
        }

        for (int i = 0; i < runs; i++)
        {
            await using IRunWriter writer = store.Begin(StartOf($"sweep-{i}", 1_700_000_000 + (i * 60)));
            await EndAsync(writer, 1_700_000_030 + (i * 60));
        }

        return day;
    }

    /// <summary>Copies the memory in use of a run into a plain table of times and values.</summary>
    public static void CopySamples(SqliteRunStore store, string run, string plain)
    {
        StoredSubject subject = store.ReadSubjects(run).Single(one => one.Kind == SubjectKind.System);
        SeriesTable rows = store.ReadSeries(run, subject.Id);
        long[] values = rows.Columns[SystemMetrics.MemoryUsed.Name];
        Fill(plain, "CREATE TABLE plain (time_ms INTEGER PRIMARY KEY, value REAL)", values.Select((value, i) => (object[])[rows.UnixMilliseconds[i], (double)value]));
    }

    /// <summary>
    /// Stores items that Vigil answered as plain rows, a column for each member; objects and lists as JSON text, whose names end in <c>_json</c>.
    /// </summary>
    public static void CopyItems(string plain, string table, IReadOnlyList<JsonObject> items)
    {
        string[] names = [.. items[0].Select(member => member.Key)];
        string[] columns = [.. names.Select(name => items.Any(item => item[name] is JsonObject or JsonArray) ? name + "_json" : name)];
        Fill(plain, $"CREATE TABLE {table} ({string.Join(", ", columns.Select(column => '"' + column + '"'))})", items.Select(item => names.Select((name, i) => Value(item[name], columns[i])).ToArray()));
    }

    private static object Value(JsonNode? node, string column) => node switch
    {
        null => DBNull.Value,
        _ when column.EndsWith("_json") => node.ToJsonString(),
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonValue value when value.TryGetValue(out long number) => number,
        JsonValue value when value.TryGetValue(out double number) => number,
        JsonValue value when value.TryGetValue(out bool truth) => truth,
        _ => node.ToJsonString(),
    };

    private static void Fill(string plain, string create, IEnumerable<object[]> rows)
    {
        using var connection = new SqliteConnection($"Data Source={plain};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = create;
        command.ExecuteNonQuery();
        using SqliteTransaction transaction = connection.BeginTransaction();
        command.Transaction = transaction;
        string table = create.Split(' ')[2];
        foreach (object[] row in rows)
        {
            if (command.Parameters.Count == 0)
            {
                command.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", row.Select((_, i) => $"$p{i}"))})";
                for (int i = 0; i < row.Length; i++)
                {
                    command.Parameters.Add(new SqliteParameter($"$p{i}", DBNull.Value));
                }
            }

            for (int i = 0; i < row.Length; i++)
            {
                command.Parameters[i].Value = row[i];
            }

            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static RunStart StartOf(string name, double at) => new()
    {
        Id = RunIds.New(),
        Name = name,
        Command = ["python3", "train.py", "--name", name],
        WorkingDirectory = "/work",
        StartedAt = at,
        SampleIntervalSeconds = 1,
        Snapshot = Snapshot(),
        Recorder = SqliteStoreOptions.ThisRecorder,
    };

    // As large as that of a program with some hundred packages and two configuration files.
    private static JsonObject Snapshot() => new()
    {
        ["packages"] = new JsonObject(Enumerable.Range(0, 200).Select(i => KeyValuePair.Create($"package-{i}", (JsonNode?)$"1.{i}.0"))),
        ["files"] = new JsonArray(new string('a', 2000), new string('b', 2000)),
    };

    private static async Task EndAsync(IRunWriter writer, double at)
    {
        var outcome = new RunOutcome { State = RunState.Finished, EndedAt = at, ExitCode = 0, Cause = EndCause.Success };
        if (!await writer.CompleteAsync(outcome, null, s_deadline))
        {
            throw new InvalidOperationException($"The store did not take it all: {writer.Statistics}");
        }
    }
}
