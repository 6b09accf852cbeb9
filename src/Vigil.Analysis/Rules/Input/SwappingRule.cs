using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>Memory is read back from swap while training: pages that are needed were put away.</summary>
internal sealed class SwappingRule : IRule
{
    private const double ShareOfTime = 0.05;
    private static readonly Threshold s_rate = new("swapping.megabytes_per_second", 1, 0, 100_000, "Read back from swap, mean over the training, MB/s.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG015",
        Name = "swapping",
        Title = "Swapping slows the training",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_rate],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (evidence.System is not { } system)
        {
            return RuleVerdict.NotApplicable("The machine was not recorded.");
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        var machine = MachineLoad.Of(evidence);
        if (DataNeeds.Lacking(span, machine.SwapInRate, "swap traffic") is { } lacking)
        {
            return lacking;
        }

        double rate = span.Mean(machine.SwapInRate) / 1e6;
        double threshold = options[s_rate];
        if (!(rate > threshold) || !(span.Share(machine.SwapInRate, static value => value > 0) > ShareOfTime))
        {
            return RuleVerdict.Quiet;
        }

        double stall = span.Mean(machine.MemoryStallPercent);
        double used = span.Maximum(span.Timeline.Values(system, SystemMetrics.SwapUsed));
        EvidenceItem item = WindowEvidence.Samples(
            span, machine.SwapInRate, SystemMetrics.SwapIn, $"{rate:0.#} MB/s were read back from swap on average.", rate, threshold, "MBy/s");
        return Description.Fired(
            Severity.Warning,
            $"Swapping {rate:0.#} MB/s during training",
            $"{item.Text} {(double.IsNaN(stall) ? "" : $"Some task waited for memory for {stall:0.#} % of the time. ")}{(used > 0 ? $"Up to {used / (1L << 30):0.#} GiB were swapped out. " : "")}A page read back takes a thousand times as long as one in memory.",
            Sureness.Beyond(item.Count ?? 0, rate, threshold),
            [item],
            new Remedy
            {
                Title = "Use less memory",
                Action = "Use fewer workers, smaller prefetching or a smaller data set in memory, or end other programs",
                Impact = "Pages in use stay in memory",
                Effect = double.IsNaN(stall) ? null : Effects.UpTo(stall, "bounded by the time that tasks waited for memory"),
            });
    }
}
