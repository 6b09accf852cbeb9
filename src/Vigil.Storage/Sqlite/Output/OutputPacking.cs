using System.Buffers;
using System.IO.Compression;

namespace Vigil.Storage.Sqlite.Output;

/// <summary>How the bytes of output are kept. The numbers are stored.</summary>
internal enum OutputPacking
{
    /// <summary>As printed.</summary>
    None = 0,

    /// <summary>Brotli.</summary>
    Brotli = 1,
}

/// <summary>Packs and unpacks output.</summary>
internal static class OutputPacker
{
    // Beyond this level the time grows faster than what it saves on logs.
    private const int Quality = 3;
    private const int WindowBits = 17;

    /// <summary>Packs bytes into a rented array; null when they do not get smaller.</summary>
    public static byte[]? Pack(ReadOnlySpan<byte> data, out int length)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, data.Length));
        if (BrotliEncoder.TryCompress(data, rented, out length, Quality, WindowBits) && length < data.Length)
        {
            return rented;
        }

        ArrayPool<byte>.Shared.Return(rented);
        return null;
    }

    /// <summary>The bytes as printed; fewer than <paramref name="byteCount"/> when the packed ones are damaged.</summary>
    public static byte[] Unpack(OutputPacking packing, ReadOnlySpan<byte> data, int byteCount)
    {
        if (packing == OutputPacking.None)
        {
            return data.ToArray();
        }

        var bytes = new byte[byteCount];
        return BrotliDecoder.TryDecompress(data, bytes, out int written) && written == byteCount ? bytes : bytes[..written];
    }
}
