using Vigil.Bench.Measuring;

namespace Vigil.Bench.Startup;

/// <summary>What <c>vigil run</c> adds to the shortest program there is, from its start to its end.</summary>
internal static class StartupBenchmark
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    /// <summary>Options: <c>--rounds 20</c>.</summary>
    public static int Run(BenchOptions options)
    {
        int rounds = options.Number("rounds", 20);
        string folder = Directory.CreateTempSubdirectory("vigil-bench-").FullName;
        Console.WriteLine($"startup: wall time of vigil run -- true, {rounds} rounds");
        try
        {
            List<double> plain = [];
            List<double> recorded = [];
            for (int round = 0; round < rounds; round++)
            {
                plain.Add(Milliseconds(() => RecordedProgram.Start("true")));
                recorded.Add(Milliseconds(() => RecordedProgram.StartRecorded(options.Vigil, folder, "true")));
            }

            Console.WriteLine();
            Console.WriteLine($"true              {Statistics.Median(plain),7:F1} ms");
            Console.WriteLine($"vigil run -- true {Statistics.Median(recorded),7:F1} ms (quartiles {Statistics.Quantile(recorded, 0.25):F0}–{Statistics.Quantile(recorded, 0.75):F0})");
            Console.WriteLine();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Milliseconds(Func<RecordedProgram> start)
    {
        long begin = TimeProvider.System.GetTimestamp();
        using RecordedProgram program = start();
        program.WaitForEnd(s_deadline);
        return TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds;
    }
}
