using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Memory;

/// <summary><c>/dev/shm</c>, through which workers hand over their batches, is nearly full.</summary>
internal sealed class SharedMemoryRule : IRule
{
    private static readonly Threshold s_warning = new("shared_memory.warning_percent", 85, 1, 100, "Per cent of /dev/shm in use from which on it is a warning");
    private static readonly Threshold s_critical = new("shared_memory.critical_percent", 95, 1, 100, "Per cent of /dev/shm in use from which on it is critical");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG046",
        Name = "shared_memory",
        Title = "/dev/shm is nearly full",
        Category = RuleCategory.Memory,
        Severity = Severity.Critical,
        Thresholds = [s_warning, s_critical],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (evidence.Of(SubjectKind.FileSystem).FirstOrDefault(IsShared) is not { } shm)
        {
            return RuleVerdict.NotApplicable("/dev/shm was not recorded.");
        }

        double[] free = shm.Values(FileSystemMetrics.Available);
        double total = MemoryUse.Last(shm.Values(FileSystemMetrics.Total));
        int worst = -1;
        for (int i = 0; i < free.Length; i++)
        {
            worst = !double.IsNaN(free[i]) && (worst < 0 || free[i] < free[worst]) ? i : worst;
        }

        if (worst < 0 || !(total > 0))
        {
            return RuleVerdict.NotApplicable("/dev/shm was not recorded.");
        }

        double share = 1 - (free[worst] / total);
        if (share * 100 <= options[s_warning])
        {
            return RuleVerdict.Quiet;
        }

        double at = shm.Times[worst];
        int workers = MemoryUse.ProcessesAt(evidence, ProcessRoles.Worker, at).Length;
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = share * 100 > options[s_critical] ? Severity.Critical : Severity.Warning,
            Title = $"/dev/shm at {Phrase.Percent(share)} of {Phrase.Bytes(total)}",
            Explanation = $"{Phrase.Bytes(total - free[worst])} of {Phrase.Bytes(total)} of /dev/shm were in use{(workers > 0 ? $" with {workers} workers" : "")}. Workers hand batches over through it; when it is full they are killed by a bus error.",
            Confidence = Sureness.Of(free.Count(value => value < (1 - (options[s_warning] / 100)) * total), 30, share * 100 / options[s_warning] * 1.5),
            Evidence = [SampleEvidence.Of(shm, worst, worst, FileSystemMetrics.Available, $"{Phrase.Bytes(free[worst])} of {Phrase.Bytes(total)} free.", share * 100, options[s_warning], "%")],
            Remedies = Remedy.Known(
                new Remedy { Title = "Enlarge /dev/shm", Action = "Start the container with --shm-size=8g (or --ipc=host), or mount a larger tmpfs there", Impact = "Room for the batches of all workers" },
                MemoryRemedies.FewerWorkers(evidence) is { } fewer ? fewer with { Impact = "Fewer batches wait in /dev/shm at once", Effect = null } : null),
        });
    }

    /// <summary>True for the file system that shared memory lies in.</summary>
    public static bool IsShared(SubjectSeries fileSystem) =>
        fileSystem.Subject.Key == "shm" || fileSystem.Attribute(SubjectAttributes.Path) is "/dev/shm";
}
