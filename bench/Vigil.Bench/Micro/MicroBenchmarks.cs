using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Vigil.Bench.Micro;

/// <summary>The hot pure paths under BenchmarkDotNet, in this very process: no project is generated and nothing is rebuilt.</summary>
internal static class MicroBenchmarks
{
    /// <summary>Runs all of them, a minute or so.</summary>
    public static int Run()
    {
        ManualConfig config = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine("artifacts", "bench", "micro"));
        foreach (Type suite in (Type[])[typeof(StatParsing), typeof(LineParsing), typeof(LogReading), typeof(ColumnEncoding)])
        {
            BenchmarkRunner.Run(suite, config);
        }

        return 0;
    }
}
