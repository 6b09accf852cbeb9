using Vigil.Analysis.Findings;
using FsCheck;
using FsCheck.Xunit;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules;

/// <summary>No rule about slowness throws, whatever data look like, and none complains about a healthy run.</summary>
public class RuleRobustnessTests
{
    private static IEnumerable<IRule> Rules => RuleCatalogue.All.Where(rule => rule.Description.Category is RuleCategory.Input or RuleCategory.Gpu);

    [Fact]
    public void A_healthy_training_on_a_gpu_raises_nothing()
    {
        var evidence = new EvidenceBuilder(seconds: 300).System([.. Scene.Cpu(16, 35), (SystemMetrics.Load1, _ => 5), (SystemMetrics.SwapIn, _ => 0)])
            .Gpu("g", (GpuMetrics.Utilization, t => 93 + (t % 5)), (GpuMetrics.Temperature, _ => 68), (GpuMetrics.MemoryUsed, _ => 20e9), (GpuMetrics.MemoryTotal, _ => 24e9), (GpuMetrics.SmClock, _ => 1.9e9), (GpuMetrics.ThrottleReasons, _ => 0))
            .Process(10, ProcessRoles.Main, [.. Scene.Process(0.8), (ProcessMetrics.Threads, _ => 40)])
            .Process(11, ProcessRoles.Worker, Scene.Process(0.4)).Process(12, ProcessRoles.Worker, Scene.Process(0.45))
            .Steps(600, step => step with { StepSeconds = 0.5 + (0.01 * (step.Step % 9)), DataSeconds = 0.01 }).Build();
        foreach (IRule rule in Rules)
        {
            rule.Evaluate(evidence, RuleOptions.Default).Findings.ShouldBeEmpty(rule.Description.Id);
        }
    }

    [Fact]
    public void A_healthy_training_on_the_cpu_raises_nothing()
    {
        var evidence = new EvidenceBuilder(seconds: 60).System([.. Scene.Cpu(2, 97), (SystemMetrics.Load1, _ => 2.2)])
            .Process(10, ProcessRoles.Main, [.. Scene.Process(1.9), (ProcessMetrics.Threads, _ => 3)])
            .Steps(120, step => step with { StepSeconds = 0.5 + (0.02 * (step.Step % 5)) }).Build();
        foreach (IRule rule in Rules)
        {
            rule.Evaluate(evidence, RuleOptions.Default).Findings.ShouldBeEmpty(rule.Description.Id);
        }
    }

    [Property(MaxTest = 40)]
    public void No_rule_throws_and_no_effect_exceeds_its_bounds(PositiveInt seconds, NonNegativeInt steps, byte[] noise, bool isLive)
    {
        double Noise(double t, int salt) => noise.Length == 0 ? double.NaN : noise[((int)Math.Abs(t) + salt) % noise.Length] is var value && value % 7 == 0 ? double.NaN : value;
        EvidenceBuilder run = new EvidenceBuilder(seconds.Get * 3)
            .System((SystemMetrics.CpuCount, _ => 4), (SystemMetrics.CpuUser, t => Noise(t, 1)), (SystemMetrics.CpuIdle, t => Noise(t, 2) * t), (SystemMetrics.SwapIn, t => Noise(t, 3) * 1e6 * t), (SystemMetrics.Load1, t => Noise(t, 4)))
            .Gpu("g", (GpuMetrics.Utilization, t => Noise(t, 5) % 101), (GpuMetrics.SmClock, t => Noise(t, 6) * 1e7), (GpuMetrics.ThrottleReasons, t => Noise(t, 7)), (GpuMetrics.Temperature, t => Noise(t, 8)), (GpuMetrics.MemoryUsed, t => Noise(t, 9)), (GpuMetrics.MemoryTotal, _ => 256))
            .Process(10, ProcessRoles.Main, [.. Scene.Process(0.5), (ProcessMetrics.Threads, t => Noise(t, 10))])
            .SubjectBetween(SubjectKind.Process, "11:1", new() { [SubjectAttributes.Role] = ProcessRoles.Worker }, seconds.Get, seconds.Get * 2, Scene.Process(0.9))
            .Cgroup((CgroupMetrics.CpuLimit, _ => 2), (CgroupMetrics.CpuTime, t => Noise(t, 11)), (CgroupMetrics.CpuPeriods, t => t * 10), (CgroupMetrics.CpuThrottledPeriods, t => Noise(t, 12)))
            .Subject(SubjectKind.Disk, "sda", [], (DiskMetrics.BusyTime, t => Noise(t, 13)), (DiskMetrics.ReadBytes, t => Noise(t, 14) * 1e6))
            .Steps(steps.Get, step => step with { StepSeconds = Noise(step.Step, 15), DataSeconds = Noise(step.Step, 16), Epoch = step.Step / 10 });
        var evidence = (isLive ? run.Live() : run).Build();
        foreach (IRule rule in Rules)
        {
            foreach (Finding finding in rule.Evaluate(evidence, RuleOptions.Default).Findings)
            {
                finding.Evidence.ShouldNotBeEmpty(rule.Description.Id);
                finding.Confidence.ShouldBeInRange(0, 1, rule.Description.Id);
                foreach (Effect effect in finding.Remedies.Select(remedy => remedy.Effect).OfType<Effect>())
                {
                    effect.Low.ShouldBeLessThanOrEqualTo(effect.Expected, rule.Description.Id);
                    effect.Expected.ShouldBeLessThanOrEqualTo(effect.High, rule.Description.Id);
                    (effect.Quantity != "step_time" || effect.Low >= -100.001).ShouldBeTrue(rule.Description.Id);
                }
            }
        }
    }
}
