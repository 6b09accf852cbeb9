using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Vigil.Bench.Measuring;
using Vigil.Core.Operations;
using Vigil.Operations.Tracking;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Operations;

/// <summary>
/// What tracking one operation costs the caller: bursts of the floor (two timestamps and a ring slot), of Vigil's tracker into a real
/// database, and of OpenTelemetry's activities with the SDK's batch processor, in turn within one run. Between bursts there is time to
/// drain, so that all detail is kept; how much was is said.
/// </summary>
internal static class TrackingBenchmark
{
    private const string SourceName = "Vigil.Bench";
    private static readonly FloorSlot[] s_ring = new FloorSlot[4096];
    private static long s_head;

    public static int Run(BenchOptions options)
    {
        int rounds = options.Number("rounds", 300);
        int burst = options.Number("burst", 1000);
        string folder = Path.Combine(Path.GetTempPath(), "vigil-bench-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        try
        {
            using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = Path.Combine(folder, "vigil.db") });
            using IOperationSink sink = store.Operations.OpenSink();
            using var tracker = new OperationTracker(sink);
            using var source = new ActivitySource(SourceName);
            using var exporter = new CountingExporter();
            using TracerProvider provider = Sdk.CreateTracerProviderBuilder().AddSource(SourceName).SetSampler(new AlwaysOnSampler())
                .AddProcessor(new BatchActivityExportProcessor(exporter, maxQueueSize: 8192, scheduledDelayMilliseconds: 100)).Build();
            (string Name, Action<int> Burst)[] candidates =
            [
                ("floor: two timestamps, a ring slot", Floor),
                ("Vigil", count => Track(tracker, count)),
                ("Vigil, one inside another", count => TrackNested(tracker, count / 2)),
                ("OpenTelemetry .NET, SDK, batch processor", count => Trace(source, count)),
            ];
            List<double>[] nanoseconds = [.. candidates.Select(_ => new List<double>())];
            List<double>[] bytes = [.. candidates.Select(_ => new List<double>())];
            for (int round = -20; round < rounds; round++)
            {
                for (int i = 0; i < candidates.Length; i++)
                {
                    long allocated = GC.GetAllocatedBytesForCurrentThread();
                    long started = TimeProvider.System.GetTimestamp();
                    candidates[i].Burst(burst);
                    double elapsed = TimeProvider.System.GetElapsedTime(started).TotalNanoseconds;
                    allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
                    if (round >= 0)
                    {
                        nanoseconds[i].Add(elapsed / burst);
                        bytes[i].Add((double)allocated / burst);
                    }

                    Thread.Sleep(5);
                }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{rounds} rounds of bursts of {burst} operations, on one thread\n"));
            Console.WriteLine("| | ns, median | ns, 10 % to 90 % | bytes allocated |\n|---|---|---|---|");
            for (int i = 0; i < candidates.Length; i++)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {candidates[i].Name} | {Statistics.Median(nanoseconds[i]):F1} | {Statistics.Quantile(nanoseconds[i], 0.1):F1} to {Statistics.Quantile(nanoseconds[i], 0.9):F1} | {Statistics.Median(bytes[i]):F1} |"));
            }

            tracker.Flush();
            OperationSinkStatistics kept = sink.Statistics;
            Console.WriteLine($"\nVigil: {kept.Counted} counted, {kept.Detailed} kept one by one; OpenTelemetry exported {exporter.Exported}");
            Overload(tracker, sink, options.Number("overload", 5_000_000));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Overload(OperationTracker tracker, IOperationSink sink, int count)
    {
        OperationSinkStatistics before = sink.Statistics;
        long started = TimeProvider.System.GetTimestamp();
        Track(tracker, count);
        double elapsed = TimeProvider.System.GetElapsedTime(started).TotalNanoseconds;
        tracker.Flush();
        OperationSinkStatistics after = sink.Statistics;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"without pause: {count} operations, {elapsed / count:F1} ns each; {after.Counted - before.Counted} counted, {after.Detailed - before.Detailed} kept one by one"));
    }

    private static void Floor(int count)
    {
        TimeProvider time = TimeProvider.System;
        for (int i = 0; i < count; i++)
        {
            long started = time.GetTimestamp();
            long ended = time.GetTimestamp();
            s_ring[s_head & (s_ring.Length - 1)] = new FloorSlot(started, ended - started, 1);
            Volatile.Write(ref s_head, s_head + 1);
        }
    }

    private static void Track(OperationTracker tracker, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using TrackedOperation op = tracker.Start(OperationType.InferenceRequest, "chat");
        }
    }

    private static void TrackNested(OperationTracker tracker, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using TrackedOperation outer = tracker.Start(OperationType.InferenceRequest, "chat");
            using TrackedOperation inner = outer.Start(OperationType.ModelOperation, "tokenize");
        }
    }

    private static void Trace(ActivitySource source, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using Activity? activity = source.StartActivity("chat");
        }
    }

    private readonly record struct FloorSlot(long Start, long Duration, long Key);

    private sealed class CountingExporter : BaseExporter<Activity>
    {
        public long Exported { get; private set; }

        public override ExportResult Export(in Batch<Activity> batch)
        {
            Exported += batch.Count;
            return ExportResult.Success;
        }
    }
}
