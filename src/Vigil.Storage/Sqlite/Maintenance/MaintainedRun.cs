using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Rollups;
using Vigil.Storage.Sqlite.Runs;
using Vigil.Storage.Sqlite.Samples;

namespace Vigil.Storage.Sqlite.Maintenance;

/// <summary>What maintenance must know of a record.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Id">Its id.</param>
/// <param name="IsRun">Whether it is of a program.</param>
/// <param name="IsRunning">Whether it is being recorded.</param>
/// <param name="LastSeenMilliseconds">When something was recorded last.</param>
internal sealed record MaintainedRun(long Number, string Id, bool IsRun, bool IsRunning, long LastSeenMilliseconds)
{
    /// <summary>All records.</summary>
    public static List<MaintainedRun> All(Database database)
    {
        var runs = new List<MaintainedRun>();
        Statement rows = database.Prepare("SELECT number, id, kind, state, max(last_seen_at, coalesce(ended_at, 0)) FROM VigilRun ORDER BY number");
        while (rows.Step())
        {
            runs.Add(new MaintainedRun(
                rows.Integer(0),
                rows.Text(1),
                rows.Text(2) == EnumNames.ToSnakeCase(RunKind.Run),
                rows.Text(3) == RunWords.Running,
                (long)(rows.Real(4) * 1000)));
        }

        rows.Reset();
        return runs;
    }

    /// <summary>Its blocks in order of time.</summary>
    public List<SampleBlock> Blocks(Database database)
    {
        var blocks = new List<SampleBlock>();
        Statement rows = database.Prepare("SELECT id, min_time_ms, max_time_ms, row_count FROM VigilSampleBlock WHERE run_number = ?1 ORDER BY min_time_ms").Bind(1, Number);
        while (rows.Step())
        {
            blocks.Add(new SampleBlock(rows.Integer(0), rows.Integer(1), rows.Integer(2), (int)rows.Integer(3)));
        }

        rows.Reset();
        return blocks;
    }

    /// <summary>The spans of a level that are whole.</summary>
    public HashSet<long> Spans(Database database, RollupLevel level) => [.. RollupTable.Spans(database, Number, level, long.MinValue, long.MaxValue)];

    /// <summary>The instant before which nothing more can be packed: the first row of the tail, else the last one packed.</summary>
    public long PackedUntil(Database database, List<SampleBlock> blocks)
    {
        Statement row = database.Prepare("SELECT min(time_ms) FROM VigilSampleTail WHERE id BETWEEN ?1 AND ?2")
            .Bind(1, RowKeys.Of(Number, 0)).Bind(2, RowKeys.Of(Number, uint.MaxValue));
        row.Step();
        long? tail = row.NullableInteger(0);
        row.Reset();
        return tail ?? (blocks.Count == 0 ? long.MinValue : blocks.Max(block => block.Last));
    }
}

/// <summary>Samples that were packed together.</summary>
/// <param name="Id">Its number.</param>
/// <param name="First">Time of the earliest sample.</param>
/// <param name="Last">Time of the latest sample.</param>
/// <param name="Rows">Samples.</param>
internal readonly record struct SampleBlock(long Id, long First, long Last, int Rows)
{
    /// <summary>The spans that it has samples in, and those between.</summary>
    public IEnumerable<long> Spans(RollupLevel level)
    {
        for (long span = level.SpanOf(First); span <= Last; span += level.SpanMilliseconds)
        {
            yield return span;
        }
    }
}
