using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>A process nears the usual limit of open files, or opens more and more of them.</summary>
internal sealed class OpenFilesRule : IRule
{
    private const int MinSamples = 30;
    private const double MinGrowth = 50;

    private static readonly Threshold s_limit = new("open_files.limit", 1024, 16, 1e9, "Open files that a process may have; the kernel's usual soft limit");
    private static readonly Threshold s_percent = new("open_files.percent", 85, 1, 100, "Per cent of the limit from which on it is told");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG051",
        Name = "open_files",
        Title = "Too few file descriptors left, or they leak",
        Category = RuleCategory.Memory,
        Severity = Severity.Warning,
        Thresholds = [s_limit, s_percent],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        bool known = false;
        foreach (SubjectSeries process in evidence.Of(SubjectKind.Process))
        {
            double[] open = process.Values(ProcessMetrics.OpenFiles);
            int peak = -1;
            for (int i = 0; i < open.Length; i++)
            {
                peak = !double.IsNaN(open[i]) && (peak < 0 || open[i] > open[peak]) ? i : peak;
            }

            if (peak < 0)
            {
                continue;
            }

            known = true;
            bool beyond = open[peak] > options[s_limit];
            bool near = !beyond && open[peak] > options[s_percent] / 100 * options[s_limit];
            LeakResult? leak = process.Count >= MinSamples && open[peak] - open[0] >= MinGrowth ? LeakTest.Of(process.Times, open) : null;
            bool leaks = leak is { Shape: MemoryShape.Leak } && leak.Floor.Change >= MinGrowth;

            // Beyond the usual limit its own must be higher: how near that is cannot be told.
            if (near || leaks)
            {
                return RuleVerdict.Fired(Report(options, process, open, peak, leaks ? leak!.Floor : null));
            }
        }

        return known ? RuleVerdict.Quiet : RuleVerdict.NotApplicable("Open files were not recorded.");
    }

    private Finding Report(RuleOptions options, SubjectSeries process, double[] open, int peak, Trend? floor)
    {
        string pid = process.Attribute(SubjectAttributes.Pid) ?? process.Subject.Key;
        return new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = floor is null ? $"{open[peak]} files open, the limit is {options[s_limit]}" : $"Open files grow by {Phrase.Number(floor.SlopePerSecond * 3600)} an hour",
            Explanation = floor is null
                ? $"Process {pid} ({process.Attribute(SubjectAttributes.Role)}) had {open[peak]} files open; the usual limit is {options[s_limit]}. Past it, opening a file, a socket or a worker's pipe fails with \"Too many open files\"."
                : $"Process {pid} ({process.Attribute(SubjectAttributes.Role)}) opens more and more files, {Phrase.Number(floor.SlopePerSecond * 3600)} an hour, {open[peak]} so far, without closing them; at {options[s_limit]} opening fails.",
            Confidence = floor is null ? 0.75 : Sureness.Of(process.Count, 300, 1 + Math.Abs(floor.Concordance)),
            Evidence = [SampleEvidence.Of(process, floor is null ? peak : 0, floor is null ? peak : process.Count - 1, ProcessMetrics.OpenFiles, $"{open[peak]} open files at the most.", open[peak], options[s_percent] / 100 * options[s_limit])],
            Remedies =
            [
                new Remedy { Title = "Raise the limit of open files", Action = "Run `ulimit -n 65536` before the program", Impact = "Room for more files, sockets and workers" },
                new Remedy { Title = "Share tensors through files", Action = "Call torch.multiprocessing.set_sharing_strategy(\"file_system\"), and close files that were read", Impact = "Batches of workers no longer hold descriptors open" },
            ],
        };
    }
}
