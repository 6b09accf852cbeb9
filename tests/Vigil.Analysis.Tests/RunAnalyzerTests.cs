using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Scoring;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Tests;

public class RunAnalyzerTests
{
    [Fact]
    public void A_rule_that_fails_is_said_and_stops_no_other()
    {
        RunAnalysis analysis = Analyze(new EvidenceBuilder().Build(), new InventedRule("VIG901", _ => throw new InvalidOperationException("no such row")), new InventedRule("VIG902", Finding));

        analysis.Verdicts.Select(pair => pair.Verdict.State).ShouldBe([RuleState.Failed, RuleState.Fired]);
        analysis.Faults.ShouldHaveSingleItem().ShouldBe("rule VIG901: InvalidOperationException: no such row");
        analysis.Findings.ShouldHaveSingleItem().RuleId.ShouldBe("VIG902");
    }

    [Fact]
    public void Findings_come_the_most_severe_first()
    {
        RunAnalysis analysis = Analyze(
            new EvidenceBuilder().Build(),
            new InventedRule("VIG901", id => Fired(id, Severity.Info, 0.9)),
            new InventedRule("VIG902", id => Fired(id, Severity.Critical, 0.6)),
            new InventedRule("VIG903", id => Fired(id, Severity.Critical, 0.8)));

        analysis.Findings.Select(finding => finding.RuleId).ShouldBe(["VIG903", "VIG902", "VIG901"]);
        analysis.Health.ShouldBe(Health.Critical);
    }

    [Fact]
    public void A_run_of_which_nothing_is_known_is_analysed_without_a_fault()
    {
        RunAnalysis analysis = RunAnalyzer.Analyze(new EvidenceBuilder(seconds: 0).Build(), RuleOptions.Default, EvidenceBuilder.Start);

        analysis.Faults.ShouldBeEmpty();
        analysis.Findings.ShouldBeEmpty();
        analysis.Recommendations.ShouldBeEmpty();
    }

    [Fact]
    public void A_run_that_goes_on_is_running()
    {
        RunAnalysis analysis = RunAnalyzer.Analyze(new EvidenceBuilder().Live().Steps(60).Build(), RuleOptions.Default, EvidenceBuilder.Start + 120);

        analysis.Faults.ShouldBeEmpty();
        analysis.Certificate.Verdict.ShouldBe(Verdict.Running);
    }

    [Fact]
    public void Readings_that_are_all_missing_are_no_fault()
    {
        RunAnalysis analysis = RunAnalyzer.Analyze(
            new EvidenceBuilder()
                .System((SystemMetrics.MemoryTotal, _ => double.NaN), (SystemMetrics.CpuUser, _ => double.NaN))
                .Gpu("GPU-1", (GpuMetrics.Utilization, _ => double.NaN), (GpuMetrics.MemoryUsed, _ => double.NaN))
                .Process(1, "main", (ProcessMetrics.Resident, _ => double.NaN))
                .Steps(10, step => step with { Loss = double.NaN })
                .Ended(EndCause.Error, exitCode: 1)
                .Build(),
            RuleOptions.Default,
            EvidenceBuilder.Start);

        analysis.Faults.ShouldBeEmpty();
    }

    private static RunAnalysis Analyze(RunEvidence evidence, params IRule[] rules) => RunAnalyzer.Analyze(evidence, RuleOptions.Default, EvidenceBuilder.Start, rules);

    private static RuleVerdict Finding(string id) => Fired(id, Severity.Warning, 0.7);

    private static RuleVerdict Fired(string id, Severity severity, double confidence) => RuleVerdict.Fired(new Finding
    {
        RuleId = id,
        Severity = severity,
        Title = "Something",
        Explanation = "Something was seen.",
        Confidence = confidence,
        Evidence = [new EvidenceItem { Kind = EvidenceKind.Samples, Text = "Seen." }],
    });

    /// <summary>A rule that says what a test wants it to.</summary>
    private sealed class InventedRule(string id, Func<string, RuleVerdict> evaluate) : IRule
    {
        public RuleDescription Description { get; } = new() { Id = id, Name = "invented", Title = "Invented", Category = RuleCategory.Input, Severity = Severity.Critical };

        public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options) => evaluate(id);
    }
}
