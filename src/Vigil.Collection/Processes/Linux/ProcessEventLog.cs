using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Processes.Linux;

/// <summary>
/// Records starts and exits as events, one by one while they are few, and summed up in a storm.
/// </summary>
/// <remarks>
/// Single events draw on a burst that refills slowly. What finds it empty is counted and told by one summary event per
/// type, at most once per interval. Short-lived processes have no event of their own unless they failed and few did.
/// </remarks>
internal sealed class ProcessEventLog(IEventSink events, ProcessTreeOptions options)
{
    private const int ToldShortLivedPerSample = 20;
    private const int NoteworthyShortLived = 100;

    private readonly double _summarySeconds = options.SummaryInterval.TotalSeconds;
    private double _tokens = options.EventBurst;
    private double _sinceSummary = options.SummaryInterval.TotalSeconds;
    private double _unixSeconds;
    private long _untoldStarts;
    private long _untoldExits;
    private long _untoldFailures;
    private long _shortLived;
    private long _shortLivedFailures;

    /// <summary>Starts a sample.</summary>
    public void Begin(double unixSeconds, double elapsedSeconds)
    {
        _unixSeconds = unixSeconds;
        _sinceSummary += elapsedSeconds;
        _tokens = Math.Min(options.EventBurst, _tokens + (elapsedSeconds * options.EventsPerSecond));
    }

    /// <summary>A member started.</summary>
    public void Started(TrackedProcess process, double startUnixSeconds)
    {
        process.StartAnnounced = true;
        if (!TryTakeToken())
        {
            _untoldStarts++;
            return;
        }

        JsonObject details = Describe(process);
        if (process.CommandLine.Length > 0)
        {
            details["command_line"] = process.CommandLine.Length <= 200 ? process.CommandLine : process.CommandLine[..200];
        }

        // A start before the boot time was known, or on another clock, is told at the time it was seen.
        double time = startUnixSeconds > 0 && startUnixSeconds <= _unixSeconds ? startUnixSeconds : _unixSeconds;
        string type = process.Role == ProcessRoles.Worker ? EventTypes.WorkerStart : EventTypes.ProcessStart;
        events.Emit(new RunEvent(time, type, details));
    }

    /// <summary>A member ended.</summary>
    public void Ended(TrackedProcess process)
    {
        process.ExitAnnounced = true;
        if (!TryTakeToken())
        {
            _untoldExits++;
            _untoldFailures += process.Exit is { IsSuccess: false } ? 1 : 0;
            return;
        }

        JsonObject details = Describe(process);
        Describe(process.Exit, details);
        string type = process.Role == ProcessRoles.Worker ? EventTypes.WorkerExit : EventTypes.ProcessExit;
        events.Emit(new RunEvent(_unixSeconds, type, details));
    }

    /// <summary>Processes came and went between two samples.</summary>
    public void CameAndWent(List<ShortLivedProcess> processes, long estimated, ProcessTree tree)
    {
        int failures = 0;
        foreach (ShortLivedProcess process in processes)
        {
            failures += process.Exit is { IsSuccess: false } ? 1 : 0;
        }

        _shortLived += processes.Count + estimated;
        if (failures > ToldShortLivedPerSample)
        {
            _shortLivedFailures += failures;
            return;
        }

        foreach (ShortLivedProcess process in processes)
        {
            if (process.Exit is not { IsSuccess: false } exit)
            {
                continue;
            }

            if (!TryTakeToken())
            {
                _shortLivedFailures++;
                continue;
            }

            var details = new JsonObject { ["pid"] = process.Pid, ["parent_pid"] = process.ParentPid, ["short_lived"] = true };
            if (tree.Find(process.ParentPid) is { } parent)
            {
                details["parent_name"] = parent.Name;
            }

            Describe(exit, details);
            events.Emit(new RunEvent(_unixSeconds, EventTypes.ProcessExit, details));
        }
    }

    /// <summary>Tells what was only counted, when it is time.</summary>
    /// <param name="isLowerBound">Whether the counts are lower bounds.</param>
    /// <param name="now">Whether it is time in any case.</param>
    public void Summarise(bool isLowerBound, bool now = false)
    {
        bool anything = _untoldStarts + _untoldExits > 0 || _shortLivedFailures > 0 || _shortLived >= NoteworthyShortLived;
        if (!anything || (_sinceSummary < _summarySeconds && !now))
        {
            return;
        }

        var details = new JsonObject
        {
            ["summary"] = true,
            ["started"] = _untoldStarts + _shortLived,
            ["ended"] = _untoldExits + _shortLived,
            ["failed"] = _untoldFailures + _shortLivedFailures,
            ["short_lived"] = _shortLived,
            ["lower_bound"] = isLowerBound,
        };
        events.Emit(new RunEvent(_unixSeconds, EventTypes.ProcessStart, details));
        _untoldStarts = 0;
        _untoldExits = 0;
        _untoldFailures = 0;
        _shortLived = 0;
        _shortLivedFailures = 0;
        _sinceSummary = 0;
    }

    private bool TryTakeToken()
    {
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }

    private static JsonObject Describe(TrackedProcess process) => new()
    {
        ["pid"] = process.Pid,
        ["parent_pid"] = process.ParentPid,
        ["name"] = process.Name,
        ["role"] = process.Role,
    };

    private static void Describe(ProcessExit? exit, JsonObject details)
    {
        if (exit?.ExitCode is { } code)
        {
            details["exit_code"] = code;
        }

        if (exit?.Signal is { } signal)
        {
            details["signal"] = signal;
            details["core_dumped"] = exit.Value.CoreDumped;
        }
    }
}
