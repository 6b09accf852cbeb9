using Vigil.Core.Metrics;
using Vigil.Core.Series;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Rollups;
using Vigil.Storage.Sqlite.Runs;
using Vigil.Storage.Sqlite.Samples;

namespace Vigil.Storage.Sqlite.Series;

/// <summary>Series for charts, reduced to buckets as they are read: only the wanted columns are unpacked, and no row is kept.</summary>
internal sealed class SqliteSeriesReader(ReaderPool readers) : ISeriesReader
{
    /// <inheritdoc/>
    public SeriesBuckets ReadBuckets(SeriesRequest request) => readers.Read(database =>
    {
        BucketGrid grid = BucketGrid.Of(request);
        var columns = new Dictionary<string, BucketColumn>();
        if (RunTable.NumberOf(database, request.RunId) is { } runNumber && runNumber == RowKeys.RunOf(request.SubjectId))
        {
            SubjectLayout layout = SubjectLayout.Of(database, request.SubjectId);
            string[] names = layout.Names;
            int[] wanted = [.. request.Metrics.Select(name => Array.IndexOf(names, name)).Where(column => column >= 0).Distinct().Order()];
            BucketColumnBuilder[] builders = Array.ConvertAll(wanted, column => new BucketColumnBuilder(grid, layout.Describe(database, column)));
            foreach (SeriesStretch stretch in SeriesPlan.Of(database, runNumber, grid))
            {
                Read(database, request.SubjectId, grid, stretch, wanted, builders);
            }

            for (int i = 0; i < wanted.Length; i++)
            {
                columns[names[wanted[i]]] = builders[i].Build();
            }
        }

        return new SeriesBuckets(grid.Starts(), grid.Length, columns);
    });

    private static void Read(Database database, long subjectId, BucketGrid grid, SeriesStretch stretch, int[] wanted, BucketColumnBuilder[] builders)
    {
        if (stretch.Level is { } level)
        {
            ReadRollups(database, subjectId, stretch, level, wanted, builders);
            return;
        }

        Array.ForEach(builders, builder => builder.Interrupt());
        int[] buckets = [];
        void Receive(ReadOnlySpan<long> times, ReadOnlySpan<long[]> columns)
        {
            if (buckets.Length < times.Length)
            {
                buckets = new int[times.Length];
            }

            for (int i = 0; i < times.Length; i++)
            {
                buckets[i] = times[i] >= stretch.From && times[i] < stretch.To ? (int)((times[i] - grid.Start) / grid.Length) : -1;
            }

            for (int i = 0; i < builders.Length; i++)
            {
                builders[i].Add(times, columns[i].AsSpan(0, times.Length), buckets);
            }
        }

        SampleScan.ReadBlocks(database, subjectId, stretch.From, stretch.To, wanted, Receive);
        SampleScan.ReadTail(database, subjectId, wanted, Receive);
    }

    private static void ReadRollups(Database database, long subjectId, SeriesStretch stretch, RollupLevel level, int[] wanted, BucketColumnBuilder[] builders)
    {
        Statement rows = RollupTable.Rows(database, subjectId, level, level.SpanOf(stretch.From), stretch.To);
        while (rows.Step())
        {
            RollupColumn?[] columns = RollupCodec.Decode(rows.Bytes(1), level.Rows, wanted);
            for (int i = 0; i < builders.Length; i++)
            {
                if (columns[i] is { } column)
                {
                    builders[i].Add(column, level, rows.Integer(0), stretch.From, stretch.To);
                }
            }
        }

        rows.Reset();
    }
}
