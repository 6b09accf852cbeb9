using Vigil.Core.Operations;
using Vigil.Storage.Encoding;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>The VigilOperationTally rows.</summary>
internal static class OperationTallyTable
{
    private const string Figures = "count, failed, cancelled, retries, total_ns, least_ns, most_ns, durations";

    /// <summary>Adds to the minute, the hour and the day in which operations started.</summary>
    public static void Add(Database database, long keyId, long minuteUnixSeconds, OperationTally tally, ByteBuffer scratch)
    {
        for (int level = 0; level < OperationWindow.Lengths.Length; level++)
        {
            Merge(database, keyId, level, OperationWindow.Start(level, minuteUnixSeconds), tally, scratch);
        }
    }

    /// <summary>Hands each tally of a window to <paramref name="take"/> with its start; the row stands there until it returns.</summary>
    public static void Read(Database database, long keyId, OperationWindow window, Action<long, Statement> take)
    {
        Statement row = database.Prepare($"SELECT {Figures}, start FROM VigilOperationTally WHERE key_id = ?1 AND level = ?2 AND start >= ?3 AND start < ?4")
            .Bind(1, keyId).Bind(2, window.Level).Bind(3, window.From).Bind(4, window.To);
        while (row.Step())
        {
            take(row.Integer(8), row);
        }

        row.Reset();
    }

    /// <summary>Adds the row's tally to one in memory.</summary>
    public static void AddTo(OperationTally tally, Statement row)
    {
        tally.MergeFigures(row.Integer(0), row.Integer(1), row.Integer(2), row.Integer(3), row.Real(4), row.Integer(5), row.Integer(6));
        SketchCodec.AddTo(tally.Durations, row.Bytes(7));
    }

    /// <summary>Removes what is kept by larger stretches alone from now on.</summary>
    public static void Trim(Database database, double now)
    {
        // By key, as the rows are ordered: each is a short search.
        database.Prepare("DELETE FROM VigilOperationTally WHERE key_id IN (SELECT id FROM VigilOperationKey) AND level = 0 AND start < ?1")
            .Bind(1, OperationWindow.Start(1, now - OperationRetention.Minutes.TotalSeconds)).Run();
        database.Prepare("DELETE FROM VigilOperationTally WHERE key_id IN (SELECT id FROM VigilOperationKey) AND level = 1 AND start < ?1")
            .Bind(1, OperationWindow.Start(2, now - OperationRetention.Hours.TotalSeconds)).Run();
    }

    private static void Merge(Database database, long keyId, int level, long start, OperationTally tally, ByteBuffer scratch)
    {
        Statement row = database.Prepare($"SELECT {Figures} FROM VigilOperationTally WHERE key_id = ?1 AND level = ?2 AND start = ?3")
            .Bind(1, keyId).Bind(2, level).Bind(3, start);
        OperationTally whole = tally;
        if (row.Step())
        {
            whole = new OperationTally();
            AddTo(whole, row);
            whole.Merge(tally);
        }

        row.Reset();
        scratch.Clear();
        SketchCodec.Write(whole.Durations, scratch);
        database.Prepare("INSERT OR REPLACE INTO VigilOperationTally VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")
            .Bind(1, keyId).Bind(2, level).Bind(3, start).Bind(4, whole.Count).Bind(5, whole.Failed).Bind(6, whole.Cancelled)
            .Bind(7, whole.Retries).Bind(8, whole.TotalNanoseconds).Bind(9, whole.LeastNanoseconds).Bind(10, whole.MostNanoseconds)
            .Bind(11, scratch.Written).Run();
    }
}
