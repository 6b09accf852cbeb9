using System.Globalization;
using Microsoft.Data.Sqlite;
using Vigil.Bench.Disk;
using Vigil.Bench.Measuring;
using Vigil.Bench.Serve;
using Vigil.Core.Maintenance;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Series;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Series;

/// <summary>
/// What a chart waits for: windows of samples taken once a second, reduced to as many points as asked for, before and after samples were
/// rolled up. Each answer comes from a connection of its own with nothing in its cache; the system's cache is warm. Beside
/// it the floor: one metric alone in a plain table of times and values, grouped by SQLite, in turn with ours.
/// </summary>
internal static class SeriesBenchmark
{
    private const long Second = 1000;
    private const long Hour = 3600 * Second;

    /// <summary>Options: <c>--days 30 --gpus 1 --processes 1 --cores 1 --rounds 60 --points 800</c>.</summary>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        int days = options.Number("days", 30);
        int rounds = options.Number("rounds", 60);
        int points = options.Number("points", 800);
        string folder = Directory.CreateTempSubdirectory("vigil-bench-").FullName;
        try
        {
            string path = Path.Combine(folder, "vigil.db");
            var machine = new SyntheticMachine(options.Number("gpus", 1), options.Number("processes", 1), options.Number("cores", 1), noisy: false);
            Console.WriteLine($"series: {days} days of samples at 1 s, {machine.Frame.Subjects.Count} subjects; {rounds} rounds, {points} points");
            using (var store = SqliteRunStore.Open(new SqliteStoreOptions { Path = path }))
            {
                string run = await SyntheticRun.RecordAsync(store, machine, days * 86_400, steps: 0, pendingBytes: 4 << 20);
                string plain = Path.Combine(folder, "plain.db");
                ServedData.CopySamples(store, run, plain);
                long before = UsedBytes(path);
                Console.WriteLine($"  {before / 1e6:F1} MB recorded; {new FileInfo(plain).Length / 1e6:F1} MB as a plain table of one metric");
                Measure(path, plain, run, days, rounds, points, "samples");
                long begun = TimeProvider.System.GetTimestamp();
                long cpu = CpuClock.OwnNanoseconds();
                MaintenanceResult done = await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll);
                Console.WriteLine($"  rolled up: {done.SpansRolledUp} spans in {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:F1} s, {(CpuClock.OwnNanoseconds() - cpu) / 1e9:F1} s of CPU; {100.0 * (UsedBytes(path) - before) / before:F1} % more on disk");
                Measure(path, plain, run, days, rounds, points, "roll-ups");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static void Measure(string path, string plain, string run, int days, int rounds, int points, string from)
    {
        Console.WriteLine();
        Console.WriteLine($"  {"from " + from,-22} {"metrics",7} {"buckets",8} {"p50 ms",8} {"p99 ms",8} {"floor ms",9} {"ratio",6}");
        foreach ((string name, long window, int most) in ((string, long, int)[])
        [
            ("1 h", Hour, points),
            ("13 h", 13 * Hour, points),
            ("24 h", 24 * Hour, points),
            ("24 h, 2,000 points", 24 * Hour, 2000),
            ("30 days", days * 24 * Hour, points),
        ])
        {
            foreach (int count in (int[])[1, 3])
            {
                Row(path, plain, run, name, window, most, count, rounds);
            }
        }

        Console.WriteLine();
    }

    private static void Row(string path, string plain, string run, string name, long window, int points, int count, int rounds)
    {
        string[] metrics = [.. ((Metric[])[SystemMetrics.MemoryUsed, SystemMetrics.CpuUser, SystemMetrics.Load1]).Take(count).Select(metric => metric.Name)];
        List<double> ours = [];
        List<double> floor = [];
        int buckets = 0;
        for (int round = 0; round < rounds; round++)
        {
            using var store = SqliteRunStore.Open(new SqliteStoreOptions { Path = path, ReadOnly = true });
            StoredSubject subject = store.ReadSubjects(run).Single(one => one.Kind == SubjectKind.System);
            long to = (long)(subject.LastSeen * 1000) - (round * 37 * Second);
            var request = new SeriesRequest(run, subject.Id, metrics, to - window, to, points);
            long begun = TimeProvider.System.GetTimestamp();
            buckets = store.Series.ReadBuckets(request).UnixMilliseconds.Length;
            ours.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
            floor.Add(count * Floor(plain, request));
        }

        double median = Statistics.Median(ours);
        Console.WriteLine($"  {name,-22} {count,7} {buckets,8} {median,8:F2} {Statistics.Quantile(ours, 0.99),8:F2} {Statistics.Median(floor),9:F2} {median / Statistics.Median(floor),6:F2}");
    }

    private static double Floor(string plain, SeriesRequest request)
    {
        using SqliteConnection connection = Connect(plain);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT (time_ms - $from) / $length, min(value), max(value), avg(value) FROM plain WHERE time_ms >= $from AND time_ms < $to GROUP BY 1";
        command.Parameters.AddWithValue("$from", request.FromUnixMilliseconds);
        command.Parameters.AddWithValue("$to", request.ToUnixMilliseconds);
        command.Parameters.AddWithValue("$length", Math.Max(1, (request.ToUnixMilliseconds - request.FromUnixMilliseconds) / request.Points));
        command.Prepare();
        long begun = TimeProvider.System.GetTimestamp();
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            rows.GetDouble(3);
        }

        return TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    // What is in use, so that the log and free pages do not count.
    private static long UsedBytes(string path)
    {
        using SqliteConnection connection = Connect(path);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
