using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Events;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Memory;

/// <summary>What rules of memory and storage say of a machine on which all is well: nothing.</summary>
public class HealthyMachineTests
{
    private const double GiB = 1 << 30;

    [Theory]
    [InlineData(60)]
    [InlineData(600)]
    [InlineData(7200)]
    public void No_rule_speaks_of_a_healthy_machine(double seconds)
    {
        for (int seed = 1; seed <= (seconds > 1000 ? 3 : 20); seed++)
        {
            foreach (bool live in new[] { true, false })
            {
                var evidence = Run(seconds, seed, live).Build();
                string[] said = [.. RuleCatalogue.All.Where(rule => rule.Description.Category is RuleCategory.Memory or RuleCategory.Storage)
                    .SelectMany(rule => rule.Evaluate(evidence, RuleOptions.Default).Findings).Select(finding => $"{finding.RuleId} {finding.Severity}: {finding.Explanation}")];
                said.ShouldBeEmpty($"seed {seed}, live {live}");
            }
        }
    }

    /// <summary>Loading for 20 s, then noise that wanders, collections, a validation every five minutes, a rotating checkpoint every ten.</summary>
    private static EvidenceBuilder Run(double seconds, int seed, bool live)
    {
        var noise = new Noise(seed);
        double wander = 0;
        double Loaded(double t) => Math.Min(1, t / 20);
        double Wander() => wander = (0.98 * wander) + (0.02 * noise.Normal());
        EvidenceBuilder run = new EvidenceBuilder(seconds)
            .System(
                (SystemMetrics.MemoryTotal, _ => 64 * GiB),
                (SystemMetrics.MemoryUsed, t => (10 + (20 * Loaded(t)) + (t % 300 > 270 ? 4 : 0) + (0.3 * noise.Normal()) + Wander()) * GiB),
                (SystemMetrics.MemoryCached, t => Math.Min(30, 5 + (0.02 * t)) * GiB),
                (SystemMetrics.MemoryFree, _ => 4 * GiB),
                (SystemMetrics.SwapUsed, _ => GiB),
                (SystemMetrics.SwapIn, t => 1e6 + (t > 30 ? 4096 * 10 : 0)),
                (SystemMetrics.PressureMemorySome, t => t * 0.001))
            .Process(
                1,
                "main",
                (ProcessMetrics.Resident, t => (2 + (8 * Loaded(t)) + (t % 45 / 45) + (0.05 * noise.Normal())) * GiB),
                (ProcessMetrics.Threads, t => 40 + (t % 300 > 270 ? 16 : 0)),
                (ProcessMetrics.OpenFiles, t => 120 + (t % 300 > 270 ? 40 : 0)))
            .Gpu("gpu0", (GpuMetrics.MemoryTotal, _ => 24 * GiB), (GpuMetrics.MemoryUsed, t => (1 + (15 * Loaded(t)) + (t > 300 ? 2 : 0)) * GiB))
            .FileSystem("work", (FileSystemMetrics.Total, _ => 500 * GiB), (FileSystemMetrics.Available, t => (200 - (t > 600 ? 4 : 0) - (t % 600 < 20 && t > 600 ? 4 : 0)) * GiB), (FileSystemMetrics.AvailableInodes, _ => 1e7))
            .FileSystem("shm", (FileSystemMetrics.Total, _ => 16 * GiB), (FileSystemMetrics.Available, _ => (15 + (0.5 * noise.Even())) * GiB));
        for (int pid = 2; pid < 6; pid++)
        {
            run.Process(pid, "worker", (ProcessMetrics.Resident, t => (0.5 + Math.Min(0.5, t / 60) + (0.05 * noise.Normal())) * GiB), (ProcessMetrics.Shared, _ => 0.2 * GiB));
        }

        for (double t = 600; t < seconds; t += 600)
        {
            run.Event(t, EventTypes.CheckpointSaved);
        }

        run.Steps((int)seconds * 2, step => step with { TotalSteps = live ? (long)seconds * 4 : (long)seconds * 2, BatchSize = 8 });
        return live ? run.Live() : run;
    }
}
