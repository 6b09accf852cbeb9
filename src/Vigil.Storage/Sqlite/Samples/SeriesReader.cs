using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Core.Metrics;
using Vigil.Storage.Encoding;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>Reads samples back: the blocks first, then the tail, as one series.</summary>
internal static class SeriesReader
{
    /// <summary>The subjects of a run, those of the tail with their latest time. Call inside a transaction.</summary>
    public static IReadOnlyList<StoredSubject> ReadSubjects(Database database, long runNumber)
    {
        Dictionary<int, long> latest = LatestInTail(database, runNumber);
        var subjects = new List<StoredSubject>();
        var layouts = new Dictionary<long, IReadOnlyList<Metric>>();
        Statement statement = database.Prepare("""
            SELECT s.id, s.kind, s.key, s.attributes, s.first_seen_ms, s.last_seen_ms, s.layout_id, l.metrics
            FROM VigilSubject s JOIN VigilLayout l ON l.id = s.layout_id WHERE s.id BETWEEN ?1 AND ?2 ORDER BY s.id
            """)
            .Bind(1, RowKeys.Of(runNumber, 0)).Bind(2, RowKeys.Of(runNumber, uint.MaxValue));
        while (statement.Step())
        {
            long id = statement.Integer(0);
            var kind = (SubjectKind)statement.Integer(1);
            if (!layouts.TryGetValue(statement.Integer(6), out IReadOnlyList<Metric>? metrics))
            {
                layouts.Add(statement.Integer(6), metrics = StoredLayout.Metrics(kind, statement.Text(7)));
            }

            long lastSeen = Math.Max(statement.Integer(5), latest.GetValueOrDefault(RowKeys.CountOf(id), long.MinValue));
            subjects.Add(new StoredSubject(
                id,
                kind,
                statement.Text(2),
                ParseAttributes(statement.Text(3)),
                statement.Integer(4) / 1000.0,
                lastSeen / 1000.0) { Metrics = metrics });
        }

        statement.Reset();
        return subjects;
    }

    /// <summary>All columns of one subject between two instants. Call inside a transaction.</summary>
    public static SeriesTable ReadSeries(Database database, long subjectId, long fromMilliseconds, long toMilliseconds, RowThinning thinning = default)
    {
        string[] names = SubjectLayout.Of(database, subjectId).Names;
        var series = new SeriesBuilder(names.Length, fromMilliseconds, toMilliseconds, thinning);
        if (thinning.StretchMilliseconds <= 0)
        {
            series.Expect(CountRows(database, subjectId, series));
        }

        ReadBlocks(database, subjectId, series);
        ReadTail(database, subjectId, series);
        return series.ToTable(names);
    }

    // An upper bound that is exact when the whole series is asked for and none of it is in the tail.
    private static int CountRows(Database database, long subjectId, SeriesBuilder series)
    {
        Statement statement = database.Prepare("""
            SELECT sum(c.row_count) FROM VigilSampleChunk c JOIN VigilSampleBlock b ON b.id = c.block_id
            WHERE c.subject_id = ?1 AND b.max_time_ms >= ?2 AND b.min_time_ms <= ?3
            """).Bind(1, subjectId).Bind(2, series.From).Bind(3, series.To);
        statement.Step();
        int rows = (int)statement.Integer(0);
        statement.Reset();
        return rows;
    }

    private static void ReadBlocks(Database database, long subjectId, SeriesBuilder series)
    {
        long[] times = [];
        long[] column = [];
        Statement statement = database.Prepare("""
            SELECT b.row_count, b.times, c.first_row, c.row_count, c.data
            FROM VigilSampleChunk c JOIN VigilSampleBlock b ON b.id = c.block_id
            WHERE c.subject_id = ?1 AND b.max_time_ms >= ?2 AND b.min_time_ms <= ?3
            ORDER BY c.id
            """).Bind(1, subjectId).Bind(2, series.From).Bind(3, series.To);
        while (statement.Step())
        {
            int blockRows = (int)statement.Integer(0);
            if (times.Length < blockRows)
            {
                times = new long[blockRows];
                column = new long[blockRows];
            }

            var input = new ByteReader(statement.Bytes(1));
            ColumnDecoder.Decode(ref input, times.AsSpan(0, blockRows));
            int first = (int)statement.Integer(2);
            int rows = (int)statement.Integer(3);
            series.StartRows(times.AsSpan(0, blockRows), first, rows);
            input = new ByteReader(statement.Bytes(4));
            for (int c = 0; c < series.ColumnCount; c++)
            {
                ColumnDecoder.Decode(ref input, column.AsSpan(0, rows));
                series.AddColumn(c, column.AsSpan(0, rows));
            }
        }

        statement.Reset();
    }

    private static void ReadTail(Database database, long subjectId, SeriesBuilder series)
    {
        int ordinal = RowKeys.CountOf(subjectId);
        var decoder = new TailDecoder();
        Statement statement = SampleScan.TailRows(database, RowKeys.RunOf(subjectId));
        while (statement.Step())
        {
            if (!decoder.Read(statement.Bytes(0)))
            {
                continue;
            }

            if (decoder.Find(ordinal) is { } values)
            {
                series.AddRow(decoder.UnixMilliseconds, values);
            }
        }

        statement.Reset();
    }

    private static Dictionary<int, long> LatestInTail(Database database, long runNumber)
    {
        var latest = new Dictionary<int, long>();
        var decoder = new TailDecoder();
        Statement statement = SampleScan.TailRows(database, runNumber);
        while (statement.Step())
        {
            if (decoder.Read(statement.Bytes(0)))
            {
                foreach (TailDecoder.Slot slot in decoder.Slots)
                {
                    latest[slot.Ordinal] = decoder.UnixMilliseconds;
                }
            }
        }

        statement.Reset();
        return latest;
    }

    private static Dictionary<string, string> ParseAttributes(string json) =>
        JsonNode.Parse(json) is JsonObject attributes
            ? attributes.ToDictionary(pair => pair.Key, pair => (string?)pair.Value ?? "")
            : [];
}
