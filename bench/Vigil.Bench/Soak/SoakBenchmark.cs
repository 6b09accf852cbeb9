using Vigil.Bench.Measuring;
using Vigil.Bench.Recording;
using Vigil.Bench.Serve;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Soak;

/// <summary>Minutes of <see cref="SoakLoad"/>: nothing may be lost, and the server's memory may not grow.</summary>
internal static class SoakBenchmark
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>Options: <c>--minutes 5 --seed 1 --warm-up 60</c> (seconds before which memory is not judged, at most half of the time).</summary>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        double seconds = options.Number("minutes", 5) * 60;
        double warmUp = Math.Min(options.Number("warm-up", 60), seconds / 2);
        string folder = Directory.CreateTempSubdirectory("vigil-bench-").FullName;
        try
        {
            string database = Path.Combine(folder, "vigil.db");
            using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = database });
            SoakLoad load;
            SoakOutcome outcome;
            List<(double Seconds, double Megabytes)> memory = [];
            MemoryUse last;
            using (RoomProcess room = RoomProcess.Start(database))
            {
                load = new SoakLoad(room.Address, store, options.Number("seed", 1));
                using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
                Task<SoakOutcome> running = load.RunAsync(stop.Token);
                long begun = TimeProvider.System.GetTimestamp();
                while (!stop.IsCancellationRequested)
                {
                    await Task.Delay(s_look, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    if (MemoryUse.Of(room.Pid) is { } now)
                    {
                        memory.Add((TimeProvider.System.GetElapsedTime(begun).TotalSeconds, now.AnonymousMegabytes));
                    }
                }

                outcome = await running;
                last = MemoryUse.Of(room.Pid) ?? throw new InvalidOperationException("The control room died.");
            }

            load.Check();
            Print(outcome, memory, warmUp, seconds, last, new FileInfo(database).Length);
            return outcome.Faults.Count == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(SoakOutcome outcome, List<(double Seconds, double Megabytes)> memory, double warmUp, double seconds, MemoryUse last, long databaseBytes)
    {
        (double slope, double interval) = Statistics.Slope([.. memory.Where(one => one.Seconds >= warmUp)]);
        Console.WriteLine($"soak: {seconds:F0} s");
        Console.WriteLine($"  accepted   {outcome.Samples:N0} samples of recorders, {outcome.Points:N0} points over OTLP ({outcome.Refused:N0} exports asked to wait)");
        Console.WriteLine($"  meanwhile  {outcome.Answers:N0} requests, {outcome.Messages:N0} WebSocket messages, {outcome.Deaths:N0} clients died");
        Console.WriteLine($"  memory     {60 * slope:F2} ± {60 * interval:F2} MB a minute after {warmUp:F0} s; {last.AnonymousMegabytes:F0} MB of its own, {last.ResidentMegabytes:F0} MB resident, {last.PeakMegabytes:F0} MB at most");
        foreach (IGrouping<int, (double Seconds, double Megabytes)> minute in memory.GroupBy(one => (int)(one.Seconds / 60)))
        {
            Console.WriteLine($"    minute {minute.Key + 1}: {minute.Average(one => one.Megabytes):F0} MB");
        }

        Console.WriteLine($"  database   {databaseBytes / 1e6:F0} MB");
        Console.WriteLine(outcome.Faults.Count == 0 ? "  lost       nothing" : $"  FAULTS     {outcome.Faults.Count}");
        foreach (string fault in outcome.Faults.Take(20))
        {
            Console.WriteLine($"    {fault}");
        }

        Console.WriteLine();
    }
}
