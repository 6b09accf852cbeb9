using System.Buffers.Binary;
using System.Text;

namespace Vigil.Collection.Tests.Subjects;

/// <summary>
/// Bytes as a kernel writes them, set field by field at the offsets of its C headers (compiled and printed with offsetof,
/// not taken from the structures under test).
/// </summary>
internal sealed class CapturedBytes(int length)
{
    public byte[] Bytes { get; } = new byte[length];

    public CapturedBytes U16(int offset, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan(offset), (ushort)value);
        return this;
    }

    public CapturedBytes U32(int offset, long value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(offset), (uint)value);
        return this;
    }

    public CapturedBytes U64(int offset, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Bytes.AsSpan(offset), value);
        return this;
    }

    public CapturedBytes Text(int offset, string text, Encoding? encoding = null)
    {
        (encoding ?? Encoding.UTF8).GetBytes(text).CopyTo(Bytes, offset);
        return this;
    }

    public CapturedBytes Put(int offset, byte[] bytes)
    {
        bytes.CopyTo(Bytes, offset);
        return this;
    }

    /// <summary>Answers a call: copies what fits; -1 for null, which stands for a call that failed.</summary>
    public static int Answer(byte[]? captured, Span<byte> buffer)
    {
        if (captured is null)
        {
            return -1;
        }

        int length = Math.Min(captured.Length, buffer.Length);
        captured.AsSpan(0, length).CopyTo(buffer);
        return length;
    }

    /// <summary>Answers a call that grows its buffer.</summary>
    public static int Answer(byte[]? captured, ref byte[] buffer)
    {
        if (captured is not null && buffer.Length < captured.Length)
        {
            buffer = new byte[captured.Length];
        }

        return Answer(captured, buffer.AsSpan());
    }
}
