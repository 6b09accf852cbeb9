using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Runs;

/// <summary>
/// What does not change about runs any more, kept in memory: of what kind they are, and that they ended. These columns lie behind the
/// snapshot in their rows, so that asking thousands of rows for them means walking all snapshots: tens of milliseconds for
/// each question. Numbers and starts come from an index that holds nothing else. Thread-safe.
/// </summary>
internal sealed class RunDirectory
{
    private readonly Lock _lock = new();

    // A number may be given again after a deletion: its start tells the one from the other.
    private readonly Dictionary<(long Number, double StartedAt), Facts> _known = [];

    /// <summary>Numbers of the runs of a kind, the newest first; looks no further than is walked.</summary>
    public IEnumerable<long> NewestFirst(Database database, RunKind kind) =>
        Keys(database).Where(key => Of(database, key).Kind == kind).Select(key => key.Number);

    /// <summary>Numbers of the runs that have not ended, the newest first.</summary>
    public IReadOnlyList<long> Running(Database database) => Active(database, double.PositiveInfinity);

    /// <summary>Numbers of the runs that have not ended, or were seen at an instant or later, the newest first.</summary>
    public IReadOnlyList<long> Active(Database database, double sinceUnixSeconds) =>
        [.. Keys(database).Where(key => StateOf(database, key) is var facts && (!facts.HasEnded || facts.LastSeenAt >= sinceUnixSeconds)).Select(key => key.Number)];

    private static List<(long Number, double StartedAt)> Keys(Database database)
    {
        var keys = new List<(long, double)>();
        Statement row = database.Prepare("SELECT number, started_at FROM VigilRun ORDER BY started_at DESC, number DESC");
        while (row.Step())
        {
            keys.Add((row.Integer(0), row.Real(1)));
        }

        row.Reset();
        return keys;
    }

    private Facts Of(Database database, (long Number, double StartedAt) key)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(key, out Facts facts))
            {
                return facts;
            }
        }

        return Read(database, key);
    }

    private Facts StateOf(Database database, (long Number, double StartedAt) key) =>
        Of(database, key) is { HasEnded: true } ended ? ended : Read(database, key);

    private Facts Read(Database database, (long Number, double StartedAt) key)
    {
        Statement row = database.Prepare("SELECT kind, state, last_seen_at FROM VigilRun WHERE number = ?1").Bind(1, key.Number);
        row.Step();
        var facts = new Facts(EnumNames.Parse<RunKind>(row.Text(0)) ?? RunKind.Run, row.Text(1) != RunWords.Running, row.Real(2));
        row.Reset();
        lock (_lock)
        {
            _known[key] = facts;
        }

        return facts;
    }

    private readonly record struct Facts(RunKind Kind, bool HasEnded, double LastSeenAt);
}
