using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Death.Suspects;

/// <summary>
/// The machine or the control group ran out of memory. The kernel's own word (its log, its counters) weighs most; where it
/// may not be read, a SIGKILL together with memory at its limit speaks.
/// </summary>
internal sealed class MemoryKillSuspect : ISuspect
{
    private const int SignalKill = 9;
    private const double NearLimit = 0.95;
    private static readonly string[] s_groupWords = ["cgroup", "CONSTRAINT_MEMCG", "oom_kill event", "oom-kill event", "OOM Killed", "OOMKilled"];

    public Suspicion? Examine(CaseFile file)
    {
        if (!file.MayHaveFailed)
        {
            return null;
        }

        Suspicion group = Group(file);
        Suspicion machine = Machine(file);
        Suspicion likelier = group.Confidence >= machine.Confidence ? group : machine;
        return likelier.Confidence > 0 ? likelier : null;
    }

    private static Suspicion Group(CaseFile file)
    {
        SubjectSeries? group = file.Evidence.Cgroup;
        double limit = CaseFile.LastValue(group, CgroupMetrics.MemoryLimit, file.EndedAt);
        (double usage, double usageAt) = CaseFile.Extreme(group, CgroupMetrics.MemoryUsage, file.EndedAt - CaseFile.WindowSeconds, file.EndedAt, lowest: false);
        RunEvent? kill = Kill(file, EventTypes.CgroupOom);
        // The event may have been read when the victim's memory was free again.
        string figure = Figure(kill?.Integer("usage_bytes") is { } atKill && !(usage > atKill) ? atKill : usage, kill?.Integer("limit_bytes") ?? limit);
        var suspicion = new Suspicion(Verdict.CgroupOom, $"The kernel killed {Victim(file, kill)} because its control group reached its memory limit{figure}.")
        {
            At = kill?.UnixSeconds ?? file.EndedAt,
        };
        AddKill(suspicion, file, kill, CgroupMetrics.OomKills, group, 0.9);
        if (LogLine(file, isGroup: true, limit, usage) is { } line)
        {
            suspicion.LogCause = line;
            suspicion.For(file.Weigh(line), EvidenceItems.Of(line));
            suspicion.At = kill?.UnixSeconds ?? line.Timestamp ?? file.EndedAt;
            if (kill is null && !IsKernelWord(line.Message))
            {
                suspicion.Headline = $"The program could not get the memory it asked for{figure}: {EvidenceItems.Quote(line.Message)}.";
            }
        }

        AddLevel(suspicion, file, kill, usage / limit, () => EvidenceItems.Samples(
            CgroupMetrics.MemoryUsage.Name, $"Memory of the control group stood at {Phrase.Bytes(usage)} of {Phrase.Bytes(limit)} ({Phrase.Percent(usage / limit)}).", usageAt, null, usage, limit, "By"));
        AddDoubts(suspicion, file, kill, CgroupMetrics.OomKills, group);
        return suspicion;
    }

    private static Suspicion Machine(CaseFile file)
    {
        SubjectSeries? machine = file.Evidence.System;
        double total = CaseFile.LastValue(machine, SystemMetrics.MemoryTotal, file.EndedAt);
        (double available, double availableAt) = CaseFile.Extreme(machine, SystemMetrics.MemoryAvailable, file.EndedAt - CaseFile.WindowSeconds, file.EndedAt, lowest: true);
        RunEvent? kill = Kill(file, EventTypes.HostOom);
        string figure = double.IsNaN(total) ? "" : $" ({Phrase.Bytes(kill?.Integer("available_bytes") ?? available)} of {Phrase.Bytes(total)} were left)";
        var suspicion = new Suspicion(Verdict.HostOom, $"The kernel killed {Victim(file, kill)} because the machine ran out of memory{figure}.")
        {
            At = kill?.UnixSeconds ?? file.EndedAt,
        };

        // The machine's counter counts every kill anywhere: without a name it needs a victim that fits.
        bool isNamed = kill?.Integer("pid") is not null;
        AddKill(suspicion, file, kill, SystemMetrics.OomKills, machine, isNamed ? 0.9 : 0.5);
        if (LogLine(file, isGroup: false, CaseFile.LastValue(file.Evidence.Cgroup, CgroupMetrics.MemoryLimit, file.EndedAt), CaseFile.LastValue(file.Evidence.Cgroup, CgroupMetrics.MemoryUsage, file.EndedAt)) is { } line)
        {
            suspicion.LogCause = line;
            suspicion.For(file.Weigh(line), EvidenceItems.Of(line));
            suspicion.At = kill?.UnixSeconds ?? line.Timestamp ?? file.EndedAt;
            if (kill is null && !IsKernelWord(line.Message))
            {
                suspicion.Headline = $"The program could not get the memory it asked for: {EvidenceItems.Quote(line.Message)}.";
            }
        }

        AddLevel(suspicion, file, kill, 1 - (available / total), () => EvidenceItems.Samples(
            SystemMetrics.MemoryAvailable.Name, $"Of the machine's {Phrase.Bytes(total)} of memory {Phrase.Bytes(available)} were left.", availableAt, null, available, total * (1 - NearLimit), "By"));
        AddDoubts(suspicion, file, kill, SystemMetrics.OomKills, machine);
        return suspicion;
    }

    /// <summary>The kill that can explain the end: near it, and of the run's own processes as far as it is named.</summary>
    private static RunEvent? Kill(CaseFile file, string type) => file.Evidence.EventsOf(type).LastOrDefault(kill =>
        file.IsNearEnd(kill.UnixSeconds)
        && (type == EventTypes.CgroupOom
            || (kill.Integer("pid") is { } pid ? IsTrue(kill, "in_tree") || file.Process(pid) is not null : WasSomethingKilled(file))));

    private static void AddKill(Suspicion suspicion, CaseFile file, RunEvent? kill, Metric counter, SubjectSeries? series, double weight)
    {
        if (kill is not null)
        {
            // A helper of no weight does not take the training with it.
            bool isHelper = file.Process(kill.Integer("pid"))?.Attribute(SubjectAttributes.Role) == ProcessRoles.Other && file.Signal is not (null or SignalKill);
            suspicion.For(isHelper ? 0.3 : weight, EvidenceItems.Of(kill, $"The kernel killed {Victim(file, kill)} for want of memory [{kill.Text("source") ?? "kernel"}].", kill.Integer("usage_bytes"), kill.Integer("limit_bytes"), "By"));
            if (file.Signal == SignalKill)
            {
                suspicion.For(0.3, file.DescribeEnd());
            }
        }
        else if (WasSomethingKilled(file) && Counted(series, counter, file.EndedAt - CaseFile.WindowSeconds) is > 0 and { } kills)
        {
            suspicion.For(weight - 0.2, EvidenceItems.Samples(counter.Name, $"The kernel counted {kills:0} kill{(kills == 1 ? "" : "s")} for want of memory in the last minute.", file.EndedAt - CaseFile.WindowSeconds, file.EndedAt, kills, 0, "1"));
        }
    }

    private static void AddLevel(Suspicion suspicion, CaseFile file, RunEvent? kill, double share, Func<EvidenceItem> describe)
    {
        bool isKill = kill is not null || file.Signal == SignalKill || suspicion.LogCause is not null;
        if (isKill && share >= NearLimit)
        {
            suspicion.For(0.45, describe());
            if (kill is null && file.Signal == SignalKill)
            {
                suspicion.For(0.3, file.DescribeEnd());
            }
        }
        else if (suspicion.Confidence > 0 && share < 0.7)
        {
            suspicion.Against(kill?.Integer("pid") is null && suspicion.LogCause is null ? 0.3 : 0.02, describe());
        }
    }

    private static void AddDoubts(Suspicion suspicion, CaseFile file, RunEvent? kill, Metric counter, SubjectSeries? series)
    {
        if (kill is null && suspicion.Confidence > 0 && suspicion.LogCause is null && Counted(series, counter, double.NegativeInfinity) == 0)
        {
            suspicion.Against(0.6, EvidenceItems.Samples(counter.Name, "The kernel counted no kill for want of memory.", file.Evidence.From, file.EndedAt, 0));
        }

        if (suspicion.LogCause is null && file.OtherCause(CauseClass.HostOom, CauseClass.ShmExhausted) is { } other && file.Signal != SignalKill)
        {
            suspicion.Against(0.4, EvidenceItems.Of(other));
        }
    }

    private static LogFinding? LogLine(CaseFile file, bool isGroup, double limit, double usage) =>
        file.Says(CauseClass.HostOom) is { } line && IsOfGroup(line.Message, limit, usage) == isGroup ? line : null;

    // A failed request does not say whose limit it ran into: the one that is nearer.
    private static bool IsOfGroup(string message, double limit, double usage) =>
        s_groupWords.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase)) || usage / limit >= 0.85;

    private static bool IsKernelWord(string message) =>
        message.Contains("kill", StringComparison.OrdinalIgnoreCase) || message.Contains("oom_kill", StringComparison.OrdinalIgnoreCase);

    private static bool WasSomethingKilled(CaseFile file) => file.Signal == SignalKill
        || file.Evidence.Events.Any(item => item.Type is EventTypes.WorkerExit or EventTypes.ProcessExit && item.Integer("signal") == SignalKill && file.IsNearEnd(item.UnixSeconds));

    private static double? Counted(SubjectSeries? series, Metric counter, double from)
    {
        double last = CaseFile.LastValue(series, counter);
        double first = CaseFile.LastValue(series, counter, from);
        if (double.IsNaN(first) && series is not null)
        {
            first = series.Values(counter).FirstOrDefault(value => !double.IsNaN(value), double.NaN);
        }

        return double.IsNaN(last) || double.IsNaN(first) ? null : last - first;
    }

    private static string Victim(CaseFile file, RunEvent? kill)
    {
        SubjectSeries? process = file.Process(kill?.Integer("pid"));
        return kill?.Integer("pid") is not { } pid ? file.Signal == SignalKill ? "the program" : "a process of the run"
            : process?.Attribute(SubjectAttributes.Role) switch
            {
                ProcessRoles.Main => $"the main process ({pid})",
                ProcessRoles.Worker => $"data-loading worker {pid}",
                _ => $"process {pid}{(kill.Text("name") is { } name ? $" ({name})" : "")}",
            };
    }

    // Far from the limit the last sample saw something else than the kernel met: memory was asked for in one go.
    private static string Figure(double usage, double limit) =>
        double.IsNaN(usage) || double.IsNaN(limit) ? ""
        : usage >= NearLimit * limit ? $" ({Phrase.Bytes(usage)} of {Phrase.Bytes(limit)})"
        : $" ({Phrase.Bytes(limit)}; the last sample, moments before, saw {Phrase.Bytes(usage)})";

    private static bool IsTrue(RunEvent item, string key) =>
        item.Details?[key] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue(out bool flag) && flag;
}
