using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>A training process whose floor of memory rises all the time. Memory that is collected now and then, or settles, is none.</summary>
internal sealed class MemoryLeakRule : IRule
{
    private const int MinSamples = 30;

    private static readonly Threshold s_growth = new("memory_leak.growth_percent", 10, 0.1, 1000, "Growth of the floor, per cent of where it was, that must be seen");
    private static readonly Threshold s_mib = new("memory_leak.growth_mib", 64, 1, 1e6, "Growth of the floor, MiB, that must be seen");
    private static readonly Threshold s_hour = new("memory_leak.mib_per_hour", 100, 1, 1e6, "Growth, MiB per hour, below which a leak is of no account");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG041",
        Name = "memory_leak",
        Title = "The program leaks memory",
        Category = RuleCategory.Memory,
        Severity = Severity.Warning,
        Thresholds = [s_growth, s_mib, s_hour],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        SubjectSeries[] mains = [.. evidence.Processes(ProcessRoles.Main)];
        if (mains.Length == 0)
        {
            return RuleVerdict.NotApplicable("No process was recorded.");
        }

        if (mains.All(main => main.Count < MinSamples))
        {
            return RuleVerdict.InsufficientData($"{mains.Max(main => main.Count)} samples of the process; {MinSamples} are wanted.");
        }

        return Fastest(evidence, options) is { } found ? RuleVerdict.Fired(Report(evidence, found.Main, found.Resident, found.Leak)) : RuleVerdict.Quiet;
    }

    /// <summary>What to do about a leak; null when there is none. Whatever makes the program smaller only puts its end off.</summary>
    internal static Remedy? RemedyOf(RunEvidence evidence, RuleOptions options) =>
        Fastest(evidence, options) is { } found ? Remedy(found.Leak.Floor.SlopePerSecond * 3600) : null;

    /// <summary>Ranks of one training leak alike: the fastest stands for all.</summary>
    private static (SubjectSeries Main, double[] Resident, LeakResult Leak)? Fastest(RunEvidence evidence, RuleOptions options)
    {
        double full = MemoryUse.Of(evidence)?.FullFrom ?? double.PositiveInfinity;
        (SubjectSeries Main, double[] Resident, LeakResult Leak)? fastest = null;
        foreach (SubjectSeries main in evidence.Processes(ProcessRoles.Main).Where(main => main.Count >= MinSamples))
        {
            // A process that is dead but not yet gone has none.
            double[] resident = Array.ConvertAll(main.Values(ProcessMetrics.Resident), value => value > 0 ? value : double.NaN);
            int rows = main.RowsBefore(full);
            LeakResult leak = LeakTest.Of(main.Times.AsSpan(0, rows), resident.AsSpan(0, rows));
            if (leak.Shape == MemoryShape.Leak && Growth.Matters(leak.Floor, options[s_growth], options[s_mib], options[s_hour])
                && !(fastest?.Leak.Floor.SlopePerSecond >= leak.Floor.SlopePerSecond))
            {
                fastest = (main, resident, leak);
            }
        }

        return fastest;
    }

    private static Remedy Remedy(double perHour) => new()
    {
        Title = "Find what is kept",
        Action = "Keep loss.item() instead of the loss, bound caches and logs in memory, and compare two snapshots of tracemalloc some hundred steps apart",
        Impact = $"Ends a growth of {Phrase.Bytes(perHour)} an hour",
    };

    private Finding Report(RunEvidence evidence, SubjectSeries main, double[] resident, LeakResult leak)
    {
        double perHour = leak.Floor.SlopePerSecond * 3600;
        double now = MemoryUse.Last(resident);
        string full = "";
        if (evidence.IsLive && MemoryUse.Of(evidence) is { } use && use.Total - use.Used[^1] is > 0 and var room)
        {
            full = $" At that rate the {Phrase.Bytes(room)} still free are gone in {Phrase.Duration(room / leak.Floor.SlopePerSecond)}.";
        }

        return new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = $"Memory leaks, {Phrase.Bytes(perHour)} an hour",
            Explanation = $"The floor of the main process's memory rises all the time, by {Phrase.Bytes(perHour)} an hour, to {Phrase.Bytes(now)} {(evidence.IsLive ? "now" : "at the end")}, and has not settled.{full} Losses kept with their graph (without .item()), lists that grow with each step, and caches without bound do this.",
            Confidence = Sureness.Of(main.Count, 300, 1 + Math.Abs(leak.Floor.Concordance)),
            Evidence =
            [
                SampleEvidence.Of(main, 0, main.Count - 1, ProcessMetrics.Resident, $"Resident memory of process {main.Attribute(SubjectAttributes.Pid)}: floor rises by {Phrase.Bytes(perHour)} an hour (between {Phrase.Bytes(leak.Floor.SlopeLow * 3600)} and {Phrase.Bytes(leak.Floor.SlopeHigh * 3600)}); {leak.Falls} falls in between.", perHour, unit: "By/h"),
            ],
            Remedies = [Remedy(perHour)],
        };
    }
}
