using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>Shared memory, through which workers hand batches over, ran out.</summary>
internal sealed class SharedMemoryExhaustedRule : EndingRule
{
    private const double SmallBytes = 1L << 30;

    public override RuleDescription Description { get; } = Describe("VIG103", "shm_exhausted", "Shared memory exhausted");

    protected override string Why => "Workers hand every batch over through /dev/shm; containers give it 64 MiB unless told otherwise.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) => certificate.Verdict == Verdict.ShmExhausted;

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        double size = evidence.Of(SubjectKind.FileSystem).FirstOrDefault(series => series.Subject.Key == "shm")?
            .Values(FileSystemMetrics.Total).LastOrDefault(value => !double.IsNaN(value), double.NaN) ?? double.NaN;
        yield return Advice(
            "Enlarge shared memory",
            $"Start the container with --shm-size={(size >= SmallBytes ? $"{Math.Ceiling(size * 2 / SmallBytes):0}g" : "8g")}, or with --ipc=host",
            double.IsNaN(size) ? "Batches of all workers then fit." : $"It had {Phrase.Bytes(size)}.");
        int workers = evidence.Processes(ProcessRoles.Worker).Count();
        double configured = evidence.Settings.Find(TrainingSetting.NumWorkers)?.Number ?? workers;
        if (configured > 0)
        {
            yield return new Remedy
            {
                Title = "Reduce worker count",
                Action = "Set num_workers: 0",
                Impact = "No batch goes through shared memory then; loading happens in the main process, which is slower.",
                Setting = TrainingSetting.NumWorkers,
                Value = 0,
            };
        }

        if (evidence.Settings.Find(TrainingSetting.PrefetchFactor)?.Number > 1)
        {
            yield return new Remedy
            {
                Title = "Fetch fewer batches ahead",
                Action = "Set prefetch_factor: 1",
                Impact = "Each worker then has one batch waiting instead of several.",
                Setting = TrainingSetting.PrefetchFactor,
                Value = 1,
            };
        }
    }
}
