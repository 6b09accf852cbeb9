using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>More workers than the processors can serve: they take turns, and each holds memory.</summary>
internal sealed class TooManyWorkersRule : IRule
{
    private static readonly Threshold s_cores = new("too_many_workers.percent_of_cores", 200, 0, 10_000, "Workers above which there are many, percent of the processors that the program may use.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG008",
        Name = "too_many_workers",
        Title = "Too many data-loading workers",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_cores],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var program = ProgramLoad.Of(evidence);
        double cores = MachineLoad.Of(evidence).Cores;
        if (program.Workers.Count == 0 || double.IsNaN(cores))
        {
            return RuleVerdict.NotApplicable("The run has no workers, or the number of cores is not known.");
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        if (DataNeeds.Lacking(span, program.WorkerCores, "workers' CPU use") is { } lacking)
        {
            return lacking;
        }

        int workers = program.TypicalWorkers(span);
        double threshold = options[s_cores];
        double percent = 100 * workers / cores;
        if (!(percent > threshold))
        {
            return RuleVerdict.Quiet;
        }

        double used = span.Mean(program.WorkerCores);
        // As many as used cores, at least one a core less the training's own: the others only wait for their turn.
        int enough = (int)Math.Clamp(Math.Ceiling(Math.Max(used, cores - 1)), 1, workers);
        double resident = program.Workers.Max(static worker => Last(worker.Values(ProcessMetrics.Proportional)) is var share && !double.IsNaN(share) ? share : Last(worker.Values(ProcessMetrics.Resident)));
        EvidenceItem item = WindowEvidence.Samples(
            span, program.WorkerCores, ProcessMetrics.CpuUser, $"{workers} workers shared {cores:0.##} cores and used {used:0.##} of them together.", percent, threshold, "%");
        return Description.Fired(
            Severity.Warning,
            $"{workers} workers for {cores:0.##} cores",
            $"{item.Text} Beyond what the cores can serve workers take turns, which costs switches and memory and brings no data earlier.",
            Sureness.Beyond(item.Count ?? 0, percent, threshold),
            [item],
            new Remedy
            {
                Title = "Use fewer workers",
                Action = $"Set num_workers: {enough}",
                Impact = resident > 0 ? $"Saves up to {(workers - enough) * resident / (1L << 30):0.#} GiB of memory without loading slower" : "Saves memory without loading slower",
                Setting = TrainingSetting.NumWorkers,
                Value = enough,
                Effect = resident > 0
                    ? new Effect
                    {
                        Quantity = "memory",
                        Unit = "By",
                        Low = -(workers - enough) * resident,
                        Expected = -(workers - enough) * resident / 2,
                        High = 0,
                        Basis = "measured: memory of the largest worker; how much of it workers share is assumed",
                        IsMeasured = false,
                    }
                    : null,
            });
    }

    private static double Last(double[] values) => Array.FindLast(values, static value => !double.IsNaN(value)) is var value and > 0 ? value : double.NaN;
}
