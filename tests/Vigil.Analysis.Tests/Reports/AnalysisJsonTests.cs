using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Recommendations;
using Vigil.Analysis.Reports;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Tests.Reports;

public class AnalysisJsonTests
{
    private const long GiB = 1L << 30;

    [Fact]
    public void The_summary_starts_with_the_figures_of_the_document()
    {
        JsonObject summary = AnalysisJson.Summary(Analysis(totals: [Sample(0, 40), Sample(60, 119), Sample(120, 80)]));

        summary.Select(member => member.Key).Take(6).ShouldBe(["health_score", "peak_memory_gb", "total_memory_gb", "training_completed", "steps_completed", "duration_minutes"]);
        ((double)summary["peak_memory_gb"]!).ShouldBe(119);
        ((double)summary["total_memory_gb"]!).ShouldBe(120);
        ((long)summary["steps_completed"]!).ShouldBe(450);
        ((double)summary["duration_minutes"]!).ShouldBe(2);
    }

    [Fact]
    public void What_is_not_known_is_null_and_not_zero()
    {
        JsonObject summary = AnalysisJson.Summary(Analysis());

        summary.ContainsKey("peak_memory_gb").ShouldBeTrue();
        summary["peak_memory_gb"].ShouldBeNull();
    }

    [Fact]
    public void An_error_of_the_log_carries_the_memory_of_its_moment()
    {
        LogReport log = Report(EvidenceBuilder.Start + 61.5, null);
        JsonArray errors = AnalysisJson.Create(Analysis(log, [Sample(0, 40), Sample(60, 119), Sample(120, 80)]))["log_errors"]!.AsArray();

        errors.Count.ShouldBe(2);
        ((string)errors[0]!["message"]!).ShouldBe("RuntimeError: CUDA out of memory");
        ((string)errors[0]!["level"]!).ShouldBe("ERROR");
        ((double)errors[0]!["memory_at_time_gb"]!).ShouldBe(119);
        ((bool)errors[0]!["is_primary"]!).ShouldBeTrue();
        errors[1]!["memory_at_time_gb"].ShouldBeNull();
    }

    [Fact]
    public void An_error_long_after_the_last_sample_has_no_memory() =>
        AnalysisJson.Create(Analysis(Report(EvidenceBuilder.Start + 500), [Sample(0, 40)]))["log_errors"]![0]!["memory_at_time_gb"].ShouldBeNull();

    [Fact]
    public void A_recommendation_carries_what_a_later_comparison_needs()
    {
        JsonObject json = AnalysisJson.Recommendations(Analysis())[0]!.AsObject();

        json.Select(member => member.Key).Take(7).ShouldBe(["severity", "title", "action", "impact", "config_path", "current_value", "recommended_value"]);
        ((string)json["setting"]!).ShouldBe("num_workers");
        ((string)json["config_path"]!).ShouldBe("config.process[0].datasets[0].num_workers");
        ((string)json["config_file"]!).ShouldBe("/job/config.yaml");
        ((int)json["current_value"]!).ShouldBe(2);
        ((int)json["recommended_value"]!).ShouldBe(0);
        ((string)json["effect"]!["quantity"]!).ShouldBe("memory");
        ((double)json["effect"]!["expected"]!).ShouldBe(-16.0 * GiB);
        json["effect"]!["low"].ShouldBeNull();
    }

    [Fact]
    public void A_long_timeline_is_thinned_and_keeps_its_peak()
    {
        StoredTotals[] totals = [.. Enumerable.Range(0, 86_400).Select(second => Sample(second, second == 50_001 ? 119 : 40))];
        JsonArray timeline = AnalysisJson.Create(Analysis(totals: totals))["metrics_timeline"]!.AsArray();

        timeline.Count.ShouldBe(AnalysisJson.TimelinePoints);
        timeline.Max(row => (double)row!["used_memory_gb"]!).ShouldBe(119);
        timeline.Select(row => (double)row!["timestamp"]!).ShouldBeInOrder();
    }

    [Fact]
    public void The_stored_report_says_the_same()
    {
        RunAnalysis analysis = Analysis(Report(EvidenceBuilder.Start + 61.5), [Sample(60, 119)]);
        StoredReport report = AnalysisJson.Report(analysis);

        report.RunId.ShouldBe("test1234");
        report.PeakMemoryBytes.ShouldBe(119.0 * GiB);
        report.HealthScore.ShouldBe((string)report.Summary["health_score"]!);
        report.Recommendations.ToJsonString().ShouldBe(AnalysisJson.Recommendations(analysis).ToJsonString());
        report.LogErrors.ShouldNotBeNull().Count.ShouldBe(1);
    }

    private static StoredTotals Sample(double second, long used) =>
        new((long)second + 1, EvidenceBuilder.Start + second, new SampleTotals { MemoryTotalBytes = 120 * GiB, MemoryUsedBytes = used * GiB });

    private static LogReport Report(params double?[] times)
    {
        LogFinding[] findings = [.. times.Select((time, i) => new LogFinding { Class = CauseClass.CudaOom, Level = LogLevel.Error, Message = "RuntimeError: CUDA out of memory", Line = i + 1, Timestamp = time, Confidence = 1 })];
        return new LogReport { Primary = findings[0], Findings = findings };
    }

    private static RunAnalysis Analysis(LogReport? log = null, IReadOnlyList<StoredTotals>? totals = null)
    {
        RunEvidence built = new EvidenceBuilder(seconds: 120).Steps(450).Build();
        var evidence = new RunEvidence(built.Run, built.From, built.To, built.Subjects, built.Events, () => built.Steps, () => log ?? new LogReport(), () => RunSettings.None, () => totals ?? []);
        return RunAnalyzer.Analyze(evidence, RuleOptions.Default, EvidenceBuilder.Start + 121, []) with
        {
            Recommendations =
            [
                new Recommendation
                {
                    Number = 1,
                    Severity = Severity.Critical,
                    Title = "Reduce worker count",
                    Action = "Set num_workers: 0",
                    Impact = "Saves ~16 GiB of memory",
                    Effect = new Effect { Quantity = "memory", Unit = "By", Low = double.NaN, Expected = -16.0 * GiB, High = -14.0 * GiB, Basis = "measured per worker", IsMeasured = true },
                    Setting = TrainingSetting.NumWorkers,
                    Place = new SettingPlace("/job/config.yaml", "config.process[0].datasets[0].num_workers"),
                    CurrentValue = 2,
                    RecommendedValue = 0,
                    Evidence = [],
                    Confidence = 0.9,
                    RuleId = "VIG041",
                },
            ],
        };
    }
}
