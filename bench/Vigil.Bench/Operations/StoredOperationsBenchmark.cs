using System.Globalization;
using Vigil.Bench.Measuring;
using Vigil.Core.Operations;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Operations;

/// <summary>What a stored operation takes on disk, and how long questions over many take.</summary>
internal static class StoredOperationsBenchmark
{
    private const long Minute = 60_000_000_000;
    private const int Names = 20;

    public static int Run(BenchOptions options)
    {
        string folder = Path.Combine(Path.GetTempPath(), "vigil-bench-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        try
        {
            Size(Path.Combine(folder, "size.db"), options.Number("operations", 1_000_000));
            Queries(Path.Combine(folder, "queries.db"), options.Number("days", 14), options.Number("per-minute", 250), options.Number("rounds", 20));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Requests on four threads at 1,000 a second, each with an operation inside, ids as the tracker gives them.</summary>
    private static void Size(string path, int count)
    {
        using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = path });
        long empty = new FileInfo(path).Length;
        using (IOperationSink sink = store.Operations.OpenSink())
        {
            var random = new Random(1);
            ulong[] next = [.. Enumerable.Range(0, 4).Select(_ => (ulong)random.NextInt64() & ~0xfffffUL)];
            OperationKey[] keys = [.. Enumerable.Range(0, 4).Select(i => new OperationKey(OperationType.InferenceRequest, $"model {i}"))];
            var inner = new OperationKey(OperationType.ModelOperation, "tokenize");
            long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
            var batch = new List<Operation>();
            for (int i = 0; i < count; i += 2)
            {
                now += (long)(-Math.Log(1 - random.NextDouble()) * 1e6);
                int thread = random.Next(4);
                ulong id = next[thread]++;
                long duration = LogNormal(random, 20e6);
                var trace = new UInt128(77, id);
                batch.Add(new Operation { Key = inner, StartUnixNanoseconds = now + 20_000, DurationNanoseconds = LogNormal(random, 1e6), SpanId = next[thread]++, TraceId = trace, ParentSpanId = id });
                batch.Add(new Operation { Key = keys[random.Next(4)], StartUnixNanoseconds = now, DurationNanoseconds = duration, Outcome = random.Next(100) == 0 ? OperationOutcome.Failed : OperationOutcome.Succeeded, SpanId = id, TraceId = trace });
                if (batch.Count >= 2000)
                {
                    sink.Write(null, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch));
                    batch.Clear();
                    sink.Flush();
                }
            }

            sink.Write(null, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch));
        }

        store.Dispose();
        long bytes = new FileInfo(path).Length - empty;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{count} operations without metadata: {bytes / 1e6:F1} MB, {(double)bytes / count:F1} bytes each, tallies and indices included"));
    }

    private static void Queries(string path, int days, int perMinute, int rounds)
    {
        using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = path });
        long end = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60 * Minute;
        var random = new Random(2);
        OperationKey[] keys = [.. Enumerable.Range(0, Names).Select(i => new OperationKey(OperationType.Known[i % 4], $"name {i}"))];
        long started = TimeProvider.System.GetTimestamp();
        long total = 0;
        using (IOperationSink sink = store.Operations.OpenSink())
        {
            for (int minute = days * 1440; minute > 0; minute--)
            {
                foreach (OperationKey key in keys)
                {
                    var tally = new OperationTally();
                    for (int i = 0; i < perMinute; i++)
                    {
                        tally.Add(LogNormal(random, 20e6), random.Next(50) == 0 ? OperationOutcome.Failed : OperationOutcome.Succeeded);
                    }

                    sink.Write(null, key, end - (minute * Minute), tally);
                    total += perMinute;
                }

                if (minute % 200 == 0)
                {
                    sink.Flush();
                }
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{total} operations, {Names} names, {days} days, counted one by one and stored as the tallies of each minute in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:F0} s: {new FileInfo(path).Length / 1e6:F0} MB\n"));
        IOperationReader reader = store.Operations;
        double now = end / 1e9;
        (string Name, Action Ask)[] questions =
        [
            ("all, whole time: count, failures, percentiles", () => Check(reader.ReadTotal(new OperationQuery()), total)),
            ("by type and name, whole time", () => reader.ReadGroups(new OperationQuery())),
            ("by type and name, 24 h", () => reader.ReadGroups(new OperationQuery { FromUnixSeconds = now - 86_400, ToUnixSeconds = now })),
            ("one type, 7 days from any minute", () => reader.ReadTotal(new OperationQuery { Type = keys[0].Type, FromUnixSeconds = now - (7 * 86_400) - 1234, ToUnixSeconds = now - 4321 })),
            ("one name, an hour", () => reader.ReadTotal(new OperationQuery { Name = "name 3", FromUnixSeconds = now - 3600, ToUnixSeconds = now })),
            ("over time, 24 h by 10 min", () => reader.ReadTimeline(new OperationQuery { FromUnixSeconds = now - 86_400, ToUnixSeconds = now }, TimeSpan.FromMinutes(10))),
            ("over time, whole time by hours", () => reader.ReadTimeline(new OperationQuery { FromUnixSeconds = now - (days * 86_400), ToUnixSeconds = now }, TimeSpan.FromHours(1))),
        ];
        Console.WriteLine("| question | ms, median | ms, slowest |\n|---|---|---|");
        foreach ((string name, Action ask) in questions)
        {
            ask();
            double[] times = [.. Enumerable.Range(0, rounds).Select(_ =>
            {
                long asked = TimeProvider.System.GetTimestamp();
                ask();
                return TimeProvider.System.GetElapsedTime(asked).TotalMilliseconds;
            })];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Statistics.Median(times):F1} | {times.Max():F1} |"));
        }
    }

    private static void Check(OperationTally tally, long total)
    {
        if (tally.Count != total)
        {
            throw new InvalidOperationException($"{tally.Count} operations were counted, {total} written");
        }
    }

    private static long LogNormal(Random random, double median) =>
        (long)(median * Math.Exp(0.6 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
}
