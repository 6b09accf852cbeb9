using Vigil.Core.Live;
using Vigil.Core.Runs;
using Vigil.Storage.Encoding;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Samples;

namespace Vigil.Storage.Sqlite.Live;

/// <summary>
/// The newest samples of a run, counted from the end in the order in which they were stored, so that neither clocks nor packing
/// matter; of each subject also the row of the sample before. The tail is unpacked once for all subjects, blocks only where
/// the tail does not reach back far enough.
/// </summary>
internal sealed class SampleFeed
{
    private readonly Database _database;
    private readonly long _runNumber;
    private readonly Dictionary<long, Rows> _rows = [];

    private SampleFeed(Database database, long runNumber)
    {
        _database = database;
        _runNumber = runNumber;
    }

    /// <summary>Reads the last samples. Call inside a transaction.</summary>
    /// <param name="database">The database.</param>
    /// <param name="runNumber">The run.</param>
    /// <param name="count">How many samples; more than there are for all.</param>
    public static List<NewRows> Read(Database database, long runNumber, long count)
    {
        if (count <= 0)
        {
            return [];
        }

        var feed = new SampleFeed(database, runNumber);
        long tail = feed.CountTail();
        if (count >= tail)
        {
            feed.ReadBlocks(count - tail + 1, count - tail);
        }

        feed.ReadTail(tail - count);
        var result = new List<NewRows>();
        foreach (StoredSubject subject in SeriesReader.ReadSubjects(database, runNumber))
        {
            if (feed._rows.TryGetValue(subject.Id, out Rows? rows) && rows.Times.Count > rows.Before)
            {
                result.Add(new NewRows(subject, rows.ToTable(SubjectLayout.Of(database, subject.Id).Names), rows.Before));
            }
        }

        return result;
    }

    private long CountTail()
    {
        Statement row = _database.Prepare("SELECT count(*) FROM VigilSampleTail WHERE id BETWEEN ?1 AND ?2")
            .Bind(1, RowKeys.Of(_runNumber, 0)).Bind(2, RowKeys.Of(_runNumber, uint.MaxValue));
        row.Step();
        long count = row.Integer(0);
        row.Reset();
        return count;
    }

    // firstNew: place of the first new row in the tail; the row before it is the one to compare with.
    private void ReadTail(long firstNew)
    {
        var decoder = new TailDecoder();
        long place = -1;
        Statement rows = SampleScan.TailRows(_database, _runNumber);
        while (rows.Step())
        {
            place++;
            if (!decoder.Read(rows.Bytes(0)) || place < firstNew - 1)
            {
                continue;
            }

            foreach (TailDecoder.Slot slot in decoder.Slots)
            {
                RowsOf(RowKeys.Of(_runNumber, slot.Ordinal)).Add(decoder.UnixMilliseconds, slot.Values.AsSpan().ToArray(), isNew: place >= firstNew);
            }
        }

        rows.Reset();
    }

    // The last rows of the blocks, of which the last so many are new.
    private void ReadBlocks(long wanted, long fresh)
    {
        (long firstBlock, long firstRow, long firstTime, long found) = Reach(wanted);
        if (found == 0)
        {
            return;
        }

        long skipped = found - fresh;
        var subjects = new List<long>();
        Statement seen = _database.Prepare("SELECT id FROM VigilSubject WHERE id BETWEEN ?1 AND ?2 AND last_seen_ms >= ?3")
            .Bind(1, RowKeys.Of(_runNumber, 0)).Bind(2, RowKeys.Of(_runNumber, uint.MaxValue)).Bind(3, firstTime);
        while (seen.Step())
        {
            subjects.Add(seen.Integer(0));
        }

        seen.Reset();
        foreach (long subject in subjects)
        {
            ReadChunks(subject, firstBlock, firstRow, skipped);
        }
    }

    private void ReadChunks(long subject, long firstBlock, long firstRow, long skipped)
    {
        int columns = SubjectLayout.Of(_database, subject).Names.Length;
        Statement chunks = _database.Prepare("""
            SELECT b.id, b.row_count, b.times, c.first_row, c.row_count, c.data
            FROM VigilSampleChunk c CROSS JOIN VigilSampleBlock b ON b.id = c.block_id
            WHERE c.subject_id = ?1 AND c.block_id >= ?2 ORDER BY c.block_id, c.id
            """).Bind(1, subject).Bind(2, firstBlock);
        while (chunks.Step())
        {
            bool isFirst = chunks.Integer(0) == firstBlock;
            long[] times = new long[chunks.Integer(1)];
            var input = new ByteReader(chunks.Bytes(2));
            ColumnDecoder.Decode(ref input, times);
            int start = (int)chunks.Integer(3);
            long[][] values = new long[columns][];
            input = new ByteReader(chunks.Bytes(5));
            for (int c = 0; c < columns; c++)
            {
                values[c] = new long[chunks.Integer(4)];
                ColumnDecoder.Decode(ref input, values[c]);
            }

            for (int i = 0; i < (int)chunks.Integer(4); i++)
            {
                // Places count from the first row of the first block that is wanted; in later blocks every row is new.
                long place = start + i - firstRow;
                if (!isFirst || place >= 0)
                {
                    int row = i;
                    RowsOf(subject).Add(times[start + i], Array.ConvertAll(values, column => column[row]), isNew: !isFirst || place >= skipped);
                }
            }
        }

        chunks.Reset();
    }

    // The block and its row from which so many rows remain to the end, fewer when there are not so many.
    private (long Block, long Row, long Time, long Found) Reach(long wanted)
    {
        (long Block, long Row, long Time, long Found) reached = default;
        Statement blocks = _database.Prepare("SELECT id, row_count, min_time_ms FROM VigilSampleBlock WHERE run_number = ?1 ORDER BY id DESC").Bind(1, _runNumber);
        while (reached.Found < wanted && blocks.Step())
        {
            long rows = Math.Min(blocks.Integer(1), wanted - reached.Found);
            reached = (blocks.Integer(0), blocks.Integer(1) - rows, reached.Found == 0 ? blocks.Integer(2) : Math.Min(reached.Time, blocks.Integer(2)), reached.Found + rows);
        }

        blocks.Reset();
        return reached;
    }

    private Rows RowsOf(long subject)
    {
        if (!_rows.TryGetValue(subject, out Rows? rows))
        {
            rows = new Rows();
            _rows.Add(subject, rows);
        }

        return rows;
    }

    private sealed class Rows
    {
        private readonly List<long[]> _values = [];

        public List<long> Times { get; } = [];

        public int Before { get; private set; }

        public void Add(long time, long[] values, bool isNew)
        {
            Before += isNew ? 0 : 1;
            Times.Add(time);
            _values.Add(values);
        }

        public SeriesTable ToTable(string[] names)
        {
            var columns = new Dictionary<string, long[]>(names.Length);
            for (int c = 0; c < names.Length; c++)
            {
                int column = c;
                columns[names[c]] = [.. _values.Select(row => column < row.Length ? row[column] : Core.Sampling.Reading.NotAvailable)];
            }

            return new SeriesTable([.. Times], columns);
        }
    }
}
