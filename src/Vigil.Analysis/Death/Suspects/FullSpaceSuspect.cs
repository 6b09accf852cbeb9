using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Death.Suspects;

/// <summary>
/// Shared memory, a disk or a quota was full. One word of the kernel ("No space left on device") serves all of them: the
/// free space that was sampled tells which.
/// </summary>
internal sealed class FullSpaceSuspect : ISuspect
{
    private const string SharedMemory = "shm";
    private const int SignalBus = 7;
    private const double NearlyFullShare = 0.05;
    private const double FullShare = 0.01;
    private const double FullBytes = 100 << 20;

    public Suspicion? Examine(CaseFile file)
    {
        Suspicion? shared = file.MayHaveFailed ? Shared(file) : null;
        Suspicion? disk = file.MayHaveFailed ? Disk(file) : null;
        return (shared?.Confidence ?? 0) >= (disk?.Confidence ?? 0) ? shared : disk;
    }

    private static Suspicion? Shared(CaseFile file)
    {
        Space space = Lowest(file, series => series.Subject.Key == SharedMemory);
        bool isShort = space.IsShort(NearlyFullShare);
        LogFinding? said = file.Says(CauseClass.ShmExhausted);
        LogFinding? hinted = isShort ? file.Says(CauseClass.DiskFull) ?? file.Says(CauseClass.DataloaderWorkerDied) : null;
        RunEvent? bus = file.Evidence.EventsOf(EventTypes.WorkerExit).LastOrDefault(exit => exit.Integer("signal") == SignalBus && file.IsNearEnd(exit.UnixSeconds));
        if (said is null && hinted is null && bus is null && !(isShort && file.Signal == SignalBus))
        {
            return null;
        }

        string figure = double.IsNaN(space.Free) ? "" : $" ({Phrase.Bytes(space.Free)} of {Phrase.Bytes(space.Total)} free)";
        var suspicion = new Suspicion(Verdict.ShmExhausted, $"Shared memory (/dev/shm) ran out{figure}{(bus?.Integer("pid") is { } pid ? $" and worker {pid} died of SIGBUS" : "")}.")
        {
            LogCause = said ?? hinted,
            At = bus?.UnixSeconds ?? (said ?? hinted)?.Timestamp ?? (isShort ? space.At : file.EndedAt),
        };
        if ((said ?? hinted) is { } line)
        {
            suspicion.For(said is null ? 0.5 * line.Confidence : file.Weigh(line), EvidenceItems.Of(line));
        }

        if (bus is not null)
        {
            suspicion.For(0.4, EvidenceItems.Of(bus, $"Worker {bus.Integer("pid")} was ended by SIGBUS: it touched memory that could not be backed."));
        }
        else if (file.Signal == SignalBus)
        {
            suspicion.For(0.3, file.DescribeEnd());
        }

        if (isShort)
        {
            suspicion.For(0.5, space.Describe());
        }
        else if (space.Free / space.Total > 0.3)
        {
            suspicion.Against(bus is not null && said is null ? 0.4 : 0.25, space.Describe());
        }

        return suspicion;
    }

    private static Suspicion? Disk(CaseFile file)
    {
        Space space = Lowest(file, series => series.Subject.Key != SharedMemory);
        RunEvent? warned = file.Evidence.EventsOf(EventTypes.DiskNearlyFull).LastOrDefault(item => item.Text("file_system") != SharedMemory);
        if (file.Says(CauseClass.DiskFull) is not { } line)
        {
            return null;
        }

        bool isShort = space.IsShort(FullShare) || space.Free < FullBytes;
        var suspicion = new Suspicion(Verdict.DiskFull, $"A disk or quota was full{(isShort ? $" ({Phrase.Bytes(space.Free)} left at {space.Path})" : "")}: {EvidenceItems.Quote(line.Message)}.")
        {
            LogCause = line,
            At = line.Timestamp ?? (isShort ? space.At : file.EndedAt),
        };
        suspicion.For(file.Weigh(line), EvidenceItems.Of(line));
        if (isShort)
        {
            suspicion.For(0.5, space.Describe());
        }
        else if (!double.IsNaN(space.Free))
        {
            // A quota, or another file system than those watched, leaves the watched ones as they are.
            suspicion.Against(0.1, space.Describe());
        }

        return warned is null ? suspicion : suspicion.For(0.2, EvidenceItems.Of(warned, $"{warned.Text("path") ?? "A file system"} was nearly full.", warned.Integer("free_bytes"), null, "By"));
    }

    private static Space Lowest(CaseFile file, Func<SubjectSeries, bool> which)
    {
        var lowest = new Space("", double.NaN, double.NaN, double.NaN);
        foreach (SubjectSeries series in file.Evidence.Of(SubjectKind.FileSystem).Where(which))
        {
            (double free, double at) = CaseFile.Extreme(series, FileSystemMetrics.Available, file.EndedAt - CaseFile.WindowSeconds, file.EndedAt, lowest: true);
            if (!double.IsNaN(free) && !(lowest.Free <= free))
            {
                lowest = new Space(series.Attribute(SubjectAttributes.Path) ?? series.Subject.Key, free, CaseFile.LastValue(series, FileSystemMetrics.Total, at), at);
            }
        }

        return lowest;
    }

    private sealed record Space(string Path, double Free, double Total, double At)
    {
        public bool IsShort(double share) => Free / Total <= share;

        public EvidenceItem Describe() => EvidenceItems.Samples(
            FileSystemMetrics.Available.Name, $"{Path} had {Phrase.Bytes(Free)} of {Phrase.Bytes(Total)} free at its lowest in the last minute.", At, null, Free, Total * FullShare, "By");
    }
}
