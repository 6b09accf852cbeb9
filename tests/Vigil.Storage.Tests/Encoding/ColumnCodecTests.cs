using FsCheck.Xunit;
using Vigil.Core.Sampling;
using Vigil.Storage.Encoding;

namespace Vigil.Storage.Tests.Encoding;

public class ColumnCodecTests
{
    [Property(MaxTest = 300)]
    public void Any_column_comes_back_exactly(long[] values)
    {
        if (values.Length > 0)
        {
            RoundTrip(values);
        }
    }

    [Property(MaxTest = 300)]
    public void Columns_as_machines_make_them_come_back_exactly(int seed)
    {
        var random = new Random(seed);
        long[] values = new long[random.Next(1, 700)];
        long value = random.NextInt64();
        int shape = random.Next(6);
        for (int i = 0; i < values.Length; i++)
        {
            value = shape switch
            {
                0 => value + random.Next(100),
                1 => random.Next(20) == 0 ? 0 : unchecked(value + (random.NextInt64() >> random.Next(64))),
                2 => random.Next(3) * 4096,
                3 => random.Next(10) == 0 ? long.MaxValue : long.MinValue + 1,
                4 => 4096L * (1000 + random.Next(50)),
                _ => random.NextInt64(long.MinValue, long.MaxValue),
            };
            values[i] = random.Next(8) == 0 && seed % 2 == 0 ? Reading.NotAvailable : value;
        }

        RoundTrip(values);
    }

    [Fact]
    public void Columns_follow_one_another_without_marks()
    {
        using var buffer = new ByteBuffer();
        var encoder = new ColumnEncoder();
        long[][] columns = [[1, 2, 4], [0, 0, 0], [long.MinValue, 5, long.MinValue], [7, 7, 7], [9, -9, 9]];
        foreach (long[] column in columns)
        {
            encoder.Encode(column, buffer);
        }

        var reader = new ByteReader(buffer.Written);
        foreach (long[] column in columns)
        {
            var back = new long[column.Length];
            ColumnDecoder.Decode(ref reader, back);
            back.ShouldBe(column);
        }

        reader.Rest.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Constant_columns_cost_hardly_anything()
    {
        using var buffer = new ByteBuffer();
        new ColumnEncoder().Encode(new long[512], buffer);

        buffer.Length.ShouldBe(1);
    }

    [Property(MaxTest = 300)]
    public void Damaged_bytes_end_without_failure(byte[] bytes)
    {
        var values = new long[100];

        Should.NotThrow(() =>
        {
            var input = new ByteReader(bytes);
            ColumnDecoder.Decode(ref input, values);
        });
    }

    private static void RoundTrip(long[] values)
    {
        using var buffer = new ByteBuffer();
        new ColumnEncoder().Encode(values, buffer);
        buffer.WriteByte(0xa5);
        var reader = new ByteReader(buffer.Written);
        var back = new long[values.Length];
        ColumnDecoder.Decode(ref reader, back);

        back.ShouldBe(values);
        reader.ReadByte().ShouldBe((byte)0xa5);
    }
}
