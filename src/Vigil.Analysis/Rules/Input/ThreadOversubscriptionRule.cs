using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>Far more threads want to run than there are processors.</summary>
internal sealed class ThreadOversubscriptionRule : IRule
{
    private static readonly Threshold s_load = new("thread_oversubscription.load_per_core", 2, 1, 1000, "Mean number of tasks that want to run, per core.");
    private static readonly Threshold s_threads = new("thread_oversubscription.threads_per_core", 2, 1, 1000, "Threads of the training process, per core.");
    private static readonly Threshold s_cpu = new("thread_oversubscription.cpu_percent", 80, 0, 100, "Mean CPU use, percent of what the program may use.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG012",
        Name = "thread_oversubscription",
        Title = "More threads than cores compete",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_load, s_threads, s_cpu],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var machine = MachineLoad.Of(evidence);
        double threads = ThreadRemedy.ThreadsOf(evidence);
        if (double.IsNaN(machine.Cores) || double.IsNaN(threads))
        {
            return RuleVerdict.NotApplicable("The number of cores or threads is not known.");
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        if (DataNeeds.Lacking(span, machine.CpuPercent, "CPU use") is { } lacking)
        {
            return lacking;
        }

        // The load counts the whole machine's tasks; it rises over a minute, so its highest value is the one that has arrived.
        double perCore = span.Maximum(machine.Load) / machine.Cores;
        double threshold = options[s_load];
        if (!(threads / machine.Cores > options[s_threads]) || !(perCore > threshold) || !(span.Mean(machine.CpuPercent) > options[s_cpu]))
        {
            return RuleVerdict.Quiet;
        }

        double waiting = span.Mean(machine.CpuStallPercent);
        EvidenceItem load = WindowEvidence.Samples(
            span, machine.Load, SystemMetrics.Load1, $"Up to {perCore:0.#} tasks per core wanted to run; the training process has {threads:0} threads for {machine.Cores:0.##} cores.", perCore, threshold, "1");
        return Description.Fired(
            Severity.Warning,
            $"{threads:0} threads compete for {machine.Cores:0.##} cores",
            $"{load.Text} CPU use was {span.Mean(machine.CpuPercent):0} %{(double.IsNaN(waiting) ? "" : $", and some task waited for a core for {waiting:0} % of the time")}. Threads that meet at barriers wait for the last, which waits for a core.",
            Sureness.Beyond(load.Count ?? 0, perCore, threshold),
            [load],
            ThreadRemedy.For(evidence, double.IsNaN(waiting) ? 50 : waiting));
    }
}
