using Vigil.Bench.Measuring;

namespace Vigil.Bench.Sampling;

/// <summary>
/// CPU time and allocations of one full sample, with trees of several sizes: Vigil in process, the C floor and psutil each
/// take one tick in turn, so that whatever else the machine does meets all three alike.
/// </summary>
internal static class SamplingBenchmark
{
    private const int WarmUpSamples = 120;

    /// <summary>Options: <c>--sizes 10,100,1000 --rounds 100 --pause-ms 20</c>.</summary>
    public static int Run(BenchOptions options)
    {
        Console.WriteLine("sampling: CPU time of one full sample (median of the rounds), and bytes allocated by it");
        Console.WriteLine();
        Console.WriteLine("processes |    Vigil µs  (quartiles) |    floor µs |  psutil µs | Vigil/floor | psutil/Vigil | bytes/tick | slowest wall ms");
        foreach (int size in options.Numbers("sizes", 10, 100, 1000))
        {
            MeasureSize(size, options);
        }

        Console.WriteLine();
        return 0;
    }

    private static void MeasureSize(int size, BenchOptions options)
    {
        using var tree = new ProcessTreeFixture(options.Tool("tree"), size);
        using var machine = new SampledMachine(tree.Pids);
        using TickPeer? floor = TickPeer.TryStart("floor", options.Tool("floor"), [], tree.Pids, machine.MachineFiles());
        using TickPeer? psutil = TickPeer.TryStart(
            "psutil", options.Text("python", "/usr/bin/python3"), [options.Text("psutil", "bench/psutil_peer.py")], tree.Pids, []);
        WarmUp(machine, floor, psutil);

        // Fewer rounds where each takes longer: the time of all sizes is about the same.
        int rounds = Math.Max(20, options.Number("rounds", 100) * 100 / Math.Max(100, size));
        var pause = TimeSpan.FromMilliseconds(options.Number("pause-ms", 20));
        List<double> own = [];
        List<double> floors = [];
        List<double> peers = [];
        List<double> allocated = [];
        TimeSpan slowest = TimeSpan.Zero;
        for (int round = 0; round < rounds; round++)
        {
            Thread.Sleep(pause);
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            long wall = TimeProvider.System.GetTimestamp();
            long cpu = CpuClock.OwnNanoseconds();
            machine.Sample();
            own.Add((CpuClock.OwnNanoseconds() - cpu) / 1e3);
            TimeSpan took = TimeProvider.System.GetElapsedTime(wall);
            allocated.Add(GC.GetAllocatedBytesForCurrentThread() - bytes);
            slowest = took > slowest ? took : slowest;
            if (floor is not null)
            {
                floors.Add(floor.TickNanoseconds() / 1e3);
            }

            if (psutil is not null && round % 5 == 0)
            {
                peers.Add(psutil.TickNanoseconds() / 1e3);
            }
        }

        Print(size, own, floors, peers, allocated, slowest);
        if (options.Number("details", 0) > 0)
        {
            PrintDetails(machine, allocated);
        }
    }

    private static void WarmUp(SampledMachine machine, TickPeer? floor, TickPeer? psutil)
    {
        // Long enough for the compiler to have optimised what is hot; it works in the background between samples.
        for (int i = 0; i < WarmUpSamples; i++)
        {
            machine.Sample();
            if (i % 30 == 29)
            {
                Thread.Sleep(250);
                _ = floor?.TickNanoseconds();
                _ = psutil?.TickNanoseconds();
            }
        }
    }

    private static void Print(
        int size, List<double> own, List<double> floors, List<double> peers, List<double> allocated, TimeSpan slowest)
    {
        double vigil = Statistics.Median(own);
        double floor = Statistics.Median(floors);
        double psutil = Statistics.Median(peers);
        string quartiles = $"({Statistics.Quantile(own, 0.25):F0}–{Statistics.Quantile(own, 0.75):F0})";
        Console.WriteLine(
            $"{size,9} | {vigil,11:F0} {quartiles,13} | {floor,11:F0} | {psutil,10:F0} | {vigil / floor,11:F2} | {psutil / vigil,12:F1} "
            + $"| {Statistics.Median(allocated),10:F0} | {slowest.TotalMilliseconds,15:F1}");
    }

    private static void PrintDetails(SampledMachine machine, List<double> allocated)
    {
        Console.WriteLine($"  allocated: mean {allocated.Average():F0}, most {allocated.Max():F0} bytes; alive {machine.Processes.Statistics.Alive}");
        foreach ((string name, TimeSpan spent) in machine.Spent.OrderByDescending(entry => entry.Spent))
        {
            Console.WriteLine($"  {name,-12} {spent.TotalMilliseconds,9:F1} ms in all");
        }
    }
}
