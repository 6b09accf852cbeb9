using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using Vigil.Telemetry.Receiving;

namespace Vigil.Telemetry.Records;

/// <summary>
/// A file of items that wait, named by the number of its first. Each item: its length and a check sum (4 bytes each, little endian), the
/// signal, the compressed body. An item whose write was cut off ends the file for its readers.
/// </summary>
internal static class OutboxSegment
{
    private const int HeadBytes = 9;
    private const int MostItemBytes = 64 << 20;

    /// <summary>The file that begins with a number.</summary>
    public static string PathOf(string folder, long firstSequence) => Path.Combine(folder, firstSequence.ToString("D16", CultureInfo.InvariantCulture) + ".items");

    /// <summary>The files of a folder, by their first numbers, in order.</summary>
    public static IReadOnlyList<(long First, string Path)> List(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.items").Select(path => (First: long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture), Path: path)).OrderBy(segment => segment.First)];

    /// <summary>Writes an item in one piece, so that a killed process leaves it whole or cut off at the end.</summary>
    public static int Append(FileStream file, Signal signal, ReadOnlySpan<byte> body)
    {
        using var packed = new MemoryStream();
        packed.Write(stackalloc byte[HeadBytes]);
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(body);
        }

        Span<byte> item = packed.GetBuffer().AsSpan(0, (int)packed.Length);
        item[8] = (byte)signal;
        BinaryPrimitives.WriteInt32LittleEndian(item, item.Length - HeadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(item[4..], CheckSum(item[8..]));
        file.Write(item);
        file.Flush();
        return item.Length;
    }

    /// <summary>Reads items from a place in a file on.</summary>
    /// <param name="path">The file.</param>
    /// <param name="position">Where to begin, bytes.</param>
    /// <param name="sequence">Number of the item there.</param>
    /// <returns>Each item with the place behind it.</returns>
    public static IEnumerable<(OutboxItem Item, long Next)> Read(string path, long position, long sequence)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = position;
        byte[] head = new byte[HeadBytes];
        while (file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) == HeadBytes)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(head);
            if (length is < 0 or > MostItemBytes || file.Length - file.Position < length)
            {
                yield break;
            }

            byte[] packed = new byte[length + 1];
            packed[0] = head[8];
            file.ReadExactly(packed, 1, length);
            if (CheckSum(packed) != BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4)))
            {
                yield break;
            }

            using var body = new MemoryStream();
            using (var inflate = new DeflateStream(new MemoryStream(packed, 1, length), CompressionMode.Decompress))
            {
                inflate.CopyTo(body);
            }

            yield return (new OutboxItem(sequence++, (Signal)head[8], body.ToArray()), file.Position);
        }
    }

    // FNV-1a: tells what was cut off or never reached the disk.
    private static uint CheckSum(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2_166_136_261;
        foreach (byte part in bytes)
        {
            hash = (hash ^ part) * 16_777_619;
        }

        return hash;
    }
}
