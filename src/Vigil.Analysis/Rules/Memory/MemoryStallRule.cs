using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>Tasks wait for memory to be freed (pressure stall information): the kernel reclaims pages while the program wants them.</summary>
internal sealed class MemoryStallRule : IRule
{
    private static readonly Threshold s_some = new("memory_stall.some_percent", 10, 0.1, 100, "Per cent of a minute in which some task waited for memory");
    private static readonly Threshold s_full = new("memory_stall.full_percent", 5, 0.1, 100, "Per cent of a minute in which all tasks waited, from which on it is critical");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG045",
        Name = "memory_stall",
        Title = "Tasks wait for memory",
        Category = RuleCategory.Memory,
        Severity = Severity.Critical,
        Thresholds = [s_some, s_full],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        (SubjectSeries? Series, Metric Some, Metric Full, string Owner)[] places =
        [
            (evidence.Cgroup, CgroupMetrics.PressureMemorySome, CgroupMetrics.PressureMemoryFull, "control group"),
            (evidence.System, SystemMetrics.PressureMemorySome, SystemMetrics.PressureMemoryFull, "machine"),
        ];
        bool known = false;
        foreach ((SubjectSeries? series, Metric someMetric, Metric fullMetric, string owner) in places)
        {
            if (series is null || series.Count < 2)
            {
                continue;
            }

            (double some, int from, int to) = SwapUseRule.BusiestMinute(series, series.Values(someMetric));
            known |= !double.IsNaN(some);
            if (some * 100 < options[s_some] || double.IsNaN(some))
            {
                continue;
            }

            double full = SwapUseRule.BusiestMinute(series, series.Values(fullMetric)).Rate;
            double at = series.Times[to];
            return RuleVerdict.Fired(new Finding
            {
                RuleId = Description.Id,
                Severity = full * 100 >= options[s_full] ? Severity.Critical : Severity.Warning,
                Title = $"Tasks waited {Phrase.Percent(some)} of the time for memory",
                Explanation = $"In its worst minute some task of the {owner} waited {Phrase.Percent(some)} of the time until memory was freed{(full > 0 ? $", all of them {Phrase.Percent(full)}" : "")}. Memory is so short that page cache and program pages are dropped and read again: it is slow before it is out of memory.",
                Confidence = Sureness.Of(to - from + 1, 60, some * 100 / options[s_some]),
                Evidence = [SampleEvidence.Of(series, from, to, someMetric, $"Some task waited {Phrase.Percent(some)} of {Phrase.Duration(series.Times[to] - series.Times[from])}.", some * 100, options[s_some], "%")],
                Remedies = Remedy.Known(
                    MemoryRemedies.FewerWorkers(evidence),
                    new Remedy { Title = "Give it more memory", Action = owner == "machine" ? "End other programs, or choose a machine with more memory" : "Raise the memory limit of the container or control group", Impact = "Nothing waits for pages to be freed" }),
            });
        }

        return known ? RuleVerdict.Quiet : RuleVerdict.NotApplicable("Pressure of memory was not recorded.");
    }
}
