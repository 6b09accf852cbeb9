using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>A process starts more and more threads and ends none.</summary>
internal sealed class ThreadLeakRule : IRule
{
    private const int MinSamples = 30;

    private static readonly Threshold s_threads = new("thread_leak.threads", 50, 5, 1e6, "Growth of the number of threads that must be seen");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG052",
        Name = "thread_leak",
        Title = "Threads leak",
        Category = RuleCategory.Memory,
        Severity = Severity.Warning,
        Thresholds = [s_threads],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        bool known = false;
        foreach (SubjectSeries process in evidence.Of(SubjectKind.Process))
        {
            double[] threads = process.Values(ProcessMetrics.Threads);
            if (process.Count < MinSamples || double.IsNaN(MemoryUse.Last(threads)))
            {
                continue;
            }

            known = true;
            if (!(MemoryUse.Last(threads) - threads[0] >= options[s_threads]) || LeakTest.Of(process.Times, threads) is not { Shape: MemoryShape.Leak } leak || leak.Floor.Change < options[s_threads] / 2)
            {
                continue;
            }

            double now = MemoryUse.Last(threads);
            return RuleVerdict.Fired(new Finding
            {
                RuleId = Description.Id,
                Severity = Severity.Warning,
                Title = $"Threads grow by {Phrase.Number(leak.Floor.SlopePerSecond * 3600)} an hour",
                Explanation = $"Process {process.Attribute(SubjectAttributes.Pid)} had {threads[0]} threads at first and has {now} now, and their number goes on rising. Each holds a stack and costs the scheduler; at the limit of processes nothing more can be started.",
                Confidence = Sureness.Of(process.Count, 300, 1 + Math.Abs(leak.Floor.Concordance)),
                Evidence = [SampleEvidence.Of(process, 0, process.Count - 1, ProcessMetrics.Threads, $"From {threads[0]} to {now} threads.", now - threads[0], options[s_threads])],
                Remedies = [new Remedy { Title = "End what was started", Action = "Reuse one pool instead of starting threads, loaders or loggers in each epoch, and shut down those that are no longer used", Impact = "The number of threads stays where it is" }],
            });
        }

        return known ? RuleVerdict.Quiet : RuleVerdict.NotApplicable("Threads were not recorded long enough.");
    }
}
