using System.Globalization;
using Vigil.Bench.Measuring;
using Vigil.Bench.Sampling;

namespace Vigil.Bench.Recording;

/// <summary>
/// What <c>vigil run</c> costs with everything on at its default of one sample a second, while a tree of processes idles
/// under it; the C floor and psutil read the same tree once a second beside it.
/// </summary>
internal static class RecorderBenchmark
{
    private const double BudgetPercent = 0.1;
    private const double BudgetMegabytes = 45;

    private static readonly string[] s_machineFiles =
    [
        "/proc/stat", "/proc/meminfo", "/proc/vmstat", "/proc/loadavg", "/proc/diskstats", "/proc/net/dev",
        "/proc/pressure/cpu", "/proc/pressure/memory", "/proc/pressure/io",
    ];

    /// <summary>Options: <c>--processes 10 --seconds 60 --settle 10</c>.</summary>
    public static int Run(BenchOptions options)
    {
        int processes = options.Number("processes", 10);
        int seconds = options.Number("seconds", 60);
        int settle = options.Number("settle", 10);
        string folder = Directory.CreateTempSubdirectory("vigil-bench-").FullName;
        Console.WriteLine($"recorder: vigil run, everything on at 1 s, {processes} idle processes, {seconds} s; steady from second {settle} on");
        try
        {
            string[] tree = [Path.GetFullPath(options.Tool("tree")), Number(processes), Number(seconds)];
            using var recorded = RecordedProgram.StartRecorded(options.Vigil, folder, tree);
            string pids = recorded.Output.ReadLine() ?? throw new InvalidOperationException("vigil run did not start the tree");
            Observe(recorded, [.. pids.Split(' ').Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))], seconds, settle, options);
            Console.WriteLine();
            return recorded.WaitForEnd(TimeSpan.FromSeconds(30));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Observe(RecordedProgram recorded, int[] pids, int seconds, int settle, BenchOptions options)
    {
        IEnumerable<string> files = s_machineFiles.Where(File.Exists);
        using TickPeer? floor = TickPeer.TryStart("floor", options.Tool("floor"), [], pids, files);
        using TickPeer? psutil = TickPeer.TryStart(
            "psutil", options.Text("python", "/usr/bin/python3"), [options.Text("psutil", "bench/psutil_peer.py")], pids, []);
        int?[] watched = [recorded.Pid, floor?.Pid, psutil?.Pid];
        long begin = TimeProvider.System.GetTimestamp();
        long[] atSettled = [];
        double settledSeconds = 0;
        long[] now = [];
        double elapsed = 0;
        MemoryUse? memory = null;

        // The last reading is taken before the program ends: how a recorder finishes is not its steady state.
        for (int second = 1; second < seconds - 1; second++)
        {
            TimeSpan until = TimeSpan.FromSeconds(second) - TimeProvider.System.GetElapsedTime(begin);
            Thread.Sleep(until > TimeSpan.Zero ? until : TimeSpan.Zero);
            _ = floor?.TickNanoseconds();
            _ = psutil?.TickNanoseconds();
            now = [.. watched.Select(pid => pid is { } known ? CpuClock.NanosecondsOf(known) ?? 0 : 0)];
            elapsed = TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
            memory = MemoryUse.Of(recorded.Pid) ?? memory;
            if (second == settle)
            {
                atSettled = now;
                settledSeconds = elapsed;
            }
        }

        string[] names = ["vigil run", "C floor", "psutil"];
        Console.WriteLine();
        Console.WriteLine("            | steady, % of a core | ms/s | overall, % of a core");
        for (int i = 0; i < names.Length; i++)
        {
            if (watched[i] is not null && atSettled.Length > 0)
            {
                double steady = (now[i] - atSettled[i]) / 1e9 / (elapsed - settledSeconds);
                Console.WriteLine($"{names[i],-11} | {steady * 100,19:F3} | {steady * 1000,4:F1} | {now[i] / 1e9 / elapsed * 100,20:F3}");
            }
        }

        Console.WriteLine($"target      | {BudgetPercent,19:F3} |");
        Console.WriteLine();
        if (memory is { } use)
        {
            Console.WriteLine($"resident memory: peak {use.PeakMegabytes:F1} MB (target {BudgetMegabytes:F0} MB); now {use.ResidentMegabytes:F1} MB, "
                + $"of it anonymous {use.AnonymousMegabytes:F1} MB, mapped files {use.FileMegabytes:F1} MB; proportional {use.ProportionalMegabytes:F1} MB");
        }
    }
}
