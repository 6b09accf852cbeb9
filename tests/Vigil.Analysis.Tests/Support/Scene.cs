using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Support;

/// <summary>Columns of machines and programs that do one thing all the time, and how a rule judges them.</summary>
internal static class Scene
{
    public static (Metric Metric, Func<double, double> At)[] Cpu(double cores, double busyPercent, double ioWaitPercent = 0, double stealPercent = 0) =>
    [
        (SystemMetrics.CpuCount, _ => cores),
        (SystemMetrics.CpuUser, t => t * cores * (busyPercent - stealPercent) / 100),
        (SystemMetrics.CpuSystem, _ => 0),
        (SystemMetrics.CpuIoWait, t => t * cores * ioWaitPercent / 100),
        (SystemMetrics.CpuSteal, t => t * cores * stealPercent / 100),
        (SystemMetrics.CpuIdle, t => t * cores * (100 - busyPercent - ioWaitPercent) / 100),
    ];

    public static (Metric Metric, Func<double, double> At)[] Process(double cores, double blockedShare = 0) =>
    [
        (ProcessMetrics.CpuUser, t => t * cores),
        (ProcessMetrics.CpuSystem, _ => 0),
        (ProcessMetrics.State, t => t % 10 < blockedShare * 10 ? 'D' : 'S'),
    ];

    public static (Metric Metric, Func<double, double> At) Utilization(double percent) => (GpuMetrics.Utilization, _ => percent);

    /// <summary>What a rule says of it.</summary>
    public static RuleVerdict Judge<TRule>(this EvidenceBuilder builder)
        where TRule : IRule, new() => new TRule().Evaluate(builder.Build(), RuleOptions.Default);

    /// <summary>Its one finding.</summary>
    public static Finding ShouldFire(this RuleVerdict verdict)
    {
        verdict.State.ShouldBe(RuleState.Fired, verdict.Reason);
        Finding finding = verdict.Findings.ShouldHaveSingleItem();
        finding.Evidence.ShouldNotBeEmpty();
        finding.Title.Length.ShouldBeLessThanOrEqualTo(60);
        finding.Confidence.ShouldBeInRange(0.1, 1);
        return finding;
    }

    public static void ShouldBeQuiet(this RuleVerdict verdict) => verdict.State.ShouldBe(RuleState.Quiet, verdict.Reason);

    public static void ShouldNotApply(this RuleVerdict verdict) => verdict.State.ShouldBe(RuleState.NotApplicable);

    public static void ShouldLackData(this RuleVerdict verdict)
    {
        verdict.State.ShouldBe(RuleState.InsufficientData);
        verdict.Reason.ShouldNotBeNull().ShouldContain("wanted");
    }
}
