using Vigil.Core.Runs;

namespace Vigil.Server.Monitoring;

/// <summary>The records of the machine that the server runs on: one a day at least, and one after every start.</summary>
internal sealed class MachineRecords(IRunStore store)
{
    /// <summary>Of each kind, among which the one that was recorded last is looked for.</summary>
    private const int RecordsLookedAt = 20;

    /// <summary>Name of this machine, as its records carry it.</summary>
    public static string Host => Environment.MachineName;

    /// <summary>All of them, the oldest first.</summary>
    public IReadOnlyList<RunRecord> All() => [.. store.ListRuns(kind: RunKind.Monitor).Where(IsHere).Reverse()];

    /// <summary>Those that overlap a window, the oldest first.</summary>
    public IReadOnlyList<RunRecord> Within(double from, double to) => [.. All().Where(record => record.Start.StartedAt <= to && EndOf(record) >= from)];

    /// <summary>The newest that has not ended; null when nobody records.</summary>
    public RunRecord? Going() => store.ListRuns(kind: RunKind.Monitor).FirstOrDefault(record => IsHere(record) && record.State == RunState.Running);

    /// <summary>
    /// What knows this machine as it is now: its own record while one goes on, else whatever was recorded here last, a
    /// program's run included; null while nothing ever was.
    /// </summary>
    public RunRecord? Newest() => Going()
        ?? store.ListRuns(RecordsLookedAt, RunKind.Monitor).Concat(store.ListRuns(RecordsLookedAt)).Where(IsHere).MaxBy(EndOf);

    /// <summary>When something was recorded last, seconds since the Unix epoch.</summary>
    public static double EndOf(RunRecord record) => record.Outcome?.EndedAt ?? record.LastSeenAt;

    private static bool IsHere(RunRecord record) => record.Start.Recorder.HostName == Host;
}
