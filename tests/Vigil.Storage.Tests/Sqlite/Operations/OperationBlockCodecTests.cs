using System.Text.Json.Nodes;
using FsCheck.Xunit;
using Vigil.Core.Operations;
using Vigil.Storage.Encoding;
using Vigil.Storage.Sqlite.Operations;

namespace Vigil.Storage.Tests.Sqlite.Operations;

public class OperationBlockCodecTests
{
    private static readonly OperationKey[] s_keys = [.. Enumerable.Range(0, 20).Select(i => new OperationKey(OperationType.Known[i % 8], $"name {i}"))];

    [Property(MaxTest = 200)]
    public void Any_block_comes_back_exactly(int seed)
    {
        var random = new Random(seed);
        Operation[] rows = [.. Enumerable.Range(0, random.Next(1, 400)).Select(_ => Any(random)).OrderBy(row => row.StartUnixNanoseconds)];
        Compare(rows);
    }

    [Property(MaxTest = 100)]
    public void Blocks_as_trackers_make_them_come_back_exactly(int seed)
    {
        Operation[] rows = Tracked(new Random(seed), 500);
        Compare(rows);
    }

    [Fact]
    public void One_without_detail_takes_few_bytes()
    {
        Operation[] rows = Tracked(new Random(1), OperationBlockCodec.MostRows);
        double bytes = (double)Pack(rows).Length / rows.Length;
        bytes.ShouldBeLessThan(16);
    }

    [Fact]
    public void Random_ids_as_other_tracers_make_them_stay_within_the_budget()
    {
        var random = new Random(2);
        Operation[] rows = [.. Tracked(random, OperationBlockCodec.MostRows).Select(row => row with
        {
            SpanId = (ulong)random.NextInt64(), TraceId = new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()), ParentSpanId = (ulong)random.NextInt64(),
        })];
        ((double)Pack(rows).Length / rows.Length).ShouldBeLessThan(48);
    }

    [Property(MaxTest = 100)]
    public void Damage_yields_wrong_rows_at_worst(int seed)
    {
        var random = new Random(seed);
        byte[] bytes = Pack(Tracked(random, 100));
        bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
        OperationBlockCodec.Read(bytes.AsSpan(0, random.Next(bytes.Length)), 100, id => s_keys[id % 20]).Length.ShouldBe(100);
    }

    private static void Compare(Operation[] rows)
    {
        Operation[] read = OperationBlockCodec.Read(Pack(rows), rows.Length, id => s_keys[id - 1]);
        DetailCodec.Read(DetailCodec.Write(rows), read);
        read.Select(row => row with { Detail = null }).ShouldBe(rows.Select(row => row with { Detail = null }));
        for (int i = 0; i < rows.Length; i++)
        {
            OperationDetail? expected = rows[i].Detail;
            OperationDetail? actual = read[i].Detail;
            (actual?.Error, actual?.ErrorCategory, actual?.Resources).ShouldBe((expected?.Error, expected?.ErrorCategory, expected?.Resources));
            JsonNode.DeepEquals(actual?.Metadata, expected?.Metadata).ShouldBeTrue();
        }
    }

    private static byte[] Pack(Operation[] rows)
    {
        using var output = new ByteBuffer();
        OperationBlockCodec.Write(rows, [.. rows.Select(row => (long)Array.IndexOf(s_keys, row.Key) + 1)], new ColumnEncoder(), output);
        return output.Written.ToArray();
    }

    private static Operation Any(Random random) => new()
    {
        Key = s_keys[random.Next(20)],
        StartUnixNanoseconds = random.NextInt64(),
        DurationNanoseconds = random.NextInt64() >> random.Next(64),
        Outcome = (OperationOutcome)random.Next(3),
        Retries = random.Next(4) == 0 ? random.Next() : 0,
        SpanId = (ulong)random.Next(10) + ((ulong)random.Next(3) << 40),
        TraceId = new UInt128((ulong)random.Next(2), (ulong)random.Next(10)),
        ParentSpanId = (ulong)random.Next(12),
        Detail = random.Next(5) == 0
            ? new OperationDetail { Error = random.Next(2) == 0 ? "it failed: ü" : null, ErrorCategory = "timeout", Metadata = random.Next(2) == 0 ? new JsonObject { ["bytes"] = 12L } : null, Resources = random.Next(2) == 0 ? new OperationResources { CpuSeconds = 0.25 } : null }
            : null,
    };

    /// <summary>Requests of four threads at 1 kHz, each with one operation inside, with durations about 5 ms.</summary>
    private static Operation[] Tracked(Random random, int count)
    {
        ulong[] next = [.. Enumerable.Range(0, 4).Select(_ => (ulong)random.NextInt64())];
        const ulong Base = 0x1234567890abcdef;
        long now = 1_700_000_000_000_000_000;
        var rows = new List<Operation>();
        while (rows.Count < count)
        {
            int thread = random.Next(4);
            now += (long)(-Math.Log(1 - random.NextDouble()) * 2e6);
            ulong outer = next[thread]++;
            long duration = (long)(5e6 * Math.Exp(random.NextDouble() - random.NextDouble()));
            rows.Add(new Operation { Key = s_keys[random.Next(3)], StartUnixNanoseconds = now, DurationNanoseconds = duration, SpanId = outer, TraceId = new UInt128(Base, outer) });
            rows.Add(new Operation { Key = s_keys[4], StartUnixNanoseconds = now + 10_000, DurationNanoseconds = duration / 2, SpanId = next[thread]++, TraceId = new UInt128(Base, outer), ParentSpanId = outer });
        }

        return [.. rows.Take(count).OrderBy(row => row.StartUnixNanoseconds)];
    }
}
