using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace Vigil.Storage.Encoding;

/// <summary>Bytes that grow at the end and are used again: nothing is allocated once it has reached its size.</summary>
internal sealed class ByteBuffer : IDisposable
{
    private byte[] _bytes = [];

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Forgets what was written and keeps the room.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends one byte.</summary>
    public void WriteByte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Appends eight bytes, the least significant first.</summary>
    public void WriteUInt64(ulong value)
    {
        Reserve(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(Length), value);
        Length += sizeof(ulong);
    }

    /// <summary>Appends a number in as few bytes as its size needs: seven bits a byte.</summary>
    public void WriteVarint(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _bytes[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[Length++] = (byte)value;
    }

    /// <summary>Appends a signed number, small magnitudes in few bytes.</summary>
    public void WriteSigned(long value) => WriteVarint(ZigZag.Encode(value));

    /// <summary>Makes room for <paramref name="count"/> zero bytes, to be filled through the returned span before the next write.</summary>
    public Span<byte> Extend(int count)
    {
        Reserve(count);
        Span<byte> span = _bytes.AsSpan(Length, count);
        span.Clear();
        Length += count;
        return span;
    }

    /// <summary>A stretch of what was written, to be changed in place before the next write.</summary>
    public Span<byte> Slice(int start, int count) => _bytes.AsSpan(start, count);

    /// <summary>Gives the room back.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = [];
        Length = 0;
    }

    private void Reserve(int count)
    {
        if (Length + count <= _bytes.Length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(256, Length + count)));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
