using System.Text.Json.Nodes;
using Vigil.Analysis;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Reports;
using Vigil.Analysis.Rules;
using Vigil.Bench.Disk;
using Vigil.Bench.Measuring;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Analysis;

/// <summary>
/// The whole analysis of one long run as <c>vigil analyze --json</c> makes it, from a real database: reading, rules,
/// certificate, trends, report. One GPU, its training process and three workers, a second between samples.
/// </summary>
internal static class RunAnalysisBenchmark
{
    private const long PendingBytes = 4 << 20;
    private const int Cores = 4;
    private const int Processes = 4;

    /// <summary>Options: <c>--samples 1000000 --steps 0</c> (a second) <c>--rounds 5</c>.</summary>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        int samples = options.Number("samples", 1_000_000);
        int steps = options.Number("steps", 0);
        int rounds = options.Number("rounds", 5);
        string folder = Directory.CreateTempSubdirectory("vigil-bench-").FullName;
        try
        {
            using var store = SqliteRunStore.Open(new SqliteStoreOptions { Path = Path.Combine(folder, "vigil.db") });
            string id = await SyntheticRun.RecordAsync(store, new SyntheticMachine(1, Processes, Cores, noisy: false), samples, steps, PendingBytes);
            RunRecord run = store.FindRuns(id)[0];
            Console.WriteLine();
            Console.WriteLine($"the whole analysis: {samples} samples, {store.ReadSubjects(id).Count} subjects, {steps} steps a second; wall and CPU milliseconds");
            var wall = new double[rounds];
            var cpu = new double[rounds];
            for (int round = 0; round < rounds; round++)
            {
                long began = TimeProvider.System.GetTimestamp();
                long used = CpuClock.OwnNanoseconds();
                RunEvidence evidence = EvidenceReader.Read(store, run);
                RunAnalysis analysis = RunAnalyzer.Analyze(evidence, RuleOptions.Default, run.Outcome!.EndedAt);
                JsonObject json = AnalysisJson.Create(analysis);
                wall[round] = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
                cpu[round] = (CpuClock.OwnNanoseconds() - used) / 1e6;
                Console.WriteLine($"  round {round + 1}  {wall[round],8:0} ms wall  {cpu[round],8:0} ms CPU  ({json.Count} members, {analysis.Faults.Count} faults)");
            }

            Console.WriteLine($"  median   {Measuring.Statistics.Median(wall),8:0} ms wall  {Measuring.Statistics.Median(cpu),8:0} ms CPU; target 1000 ms");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }
}
