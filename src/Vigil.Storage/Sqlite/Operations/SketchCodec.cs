using Vigil.Core.Operations;
using Vigil.Storage.Encoding;

namespace Vigil.Storage.Sqlite.Operations;

/// <summary>Sketches as bytes: of each bin that holds something, how many bins were passed over since the one before, and its count.</summary>
internal static class SketchCodec
{
    public static void Write(DurationSketch sketch, ByteBuffer output)
    {
        int next = 0;
        ReadOnlySpan<long> counts = sketch.Counts;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                output.WriteVarint((ulong)(sketch.FirstBin + i - next));
                output.WriteVarint((ulong)counts[i]);
                next = sketch.FirstBin + i + 1;
            }
        }
    }

    /// <summary>Adds a stored sketch to one in memory; what is damaged is left out.</summary>
    public static void AddTo(DurationSketch sketch, ReadOnlySpan<byte> bytes)
    {
        var input = new ByteReader(bytes);
        int bin = 0;
        while (!input.Rest.IsEmpty)
        {
            bin += input.ReadCount(DurationSketch.MostBins);
            long count = (long)(input.ReadVarint() & long.MaxValue);
            if (input.Damaged || bin >= DurationSketch.MostBins)
            {
                return;
            }

            sketch.AddBin(bin++, count);
        }
    }
}
