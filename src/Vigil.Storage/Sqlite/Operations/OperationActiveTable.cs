using System.Buffers.Binary;
using Vigil.Core.Operations;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>The VigilOperationActive rows.</summary>
internal static class OperationActiveTable
{
    /// <summary>How long what goes on is believed after it was last said.</summary>
    public const long KeptMilliseconds = 10_000;

    /// <summary>The most that one process shows at once, the longest first; counts are not concerned.</summary>
    private const int Most = 500;

    public static void Insert(Database database, long sink, long runNumber, long seenMilliseconds, IReadOnlyList<ActiveOperation> active)
    {
        Span<byte> trace = stackalloc byte[16];
        foreach (ActiveOperation operation in active.Take(Most))
        {
            BinaryPrimitives.WriteUInt128BigEndian(trace, operation.TraceId);
            database.Prepare("INSERT INTO VigilOperationActive VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
                .Bind(1, sink).Bind(2, runNumber).Bind(3, seenMilliseconds).Bind(4, operation.Key.Type.Word).Bind(5, operation.Key.Name)
                .Bind(6, operation.StartUnixNanoseconds).Bind(7, trace).Bind(8, (long)operation.SpanId).Bind(9, (long)operation.ParentSpanId).Run();
        }
    }

    public static List<ActiveOperation> Read(Database database, long nowMilliseconds)
    {
        Statement row = database.Prepare("""
            SELECT a.type, a.name, a.start_ns, a.trace_id, a.span_id, a.parent_span_id, r.id
            FROM VigilOperationActive a LEFT JOIN VigilRun r ON r.number = a.run_number WHERE a.seen_ms >= ?1 ORDER BY a.start_ns
            """).Bind(1, nowMilliseconds - KeptMilliseconds);
        var active = new List<ActiveOperation>();
        while (row.Step())
        {
            UInt128 trace = row.Bytes(3) is { Length: 16 } bytes ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : 0;
            active.Add(new ActiveOperation(
                new OperationKey(OperationType.Parse(row.Text(0)) ?? default, row.Text(1)),
                row.Integer(2), trace, (ulong)row.Integer(4), (ulong)row.Integer(5), row.NullableText(6)));
        }

        row.Reset();
        return active;
    }
}
