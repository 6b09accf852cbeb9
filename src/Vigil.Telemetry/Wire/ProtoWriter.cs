using System.Buffers.Binary;
using System.Text;

namespace Vigil.Telemetry.Wire;

/// <summary>Writes protobuf messages into one growing buffer, messages inside messages included. Not thread-safe; used again after <see cref="Clear"/>.</summary>
internal sealed class ProtoWriter
{
    private byte[] _buffer = new byte[256];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Varint(int field, ulong value)
    {
        Raw(((ulong)(uint)field << 3) | ProtoReader.Varint);
        Raw(value);
    }

    public void Fixed64(int field, ulong value)
    {
        Raw(((ulong)(uint)field << 3) | ProtoReader.Fixed64);
        BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), value);
    }

    public void Fixed32(int field, uint value)
    {
        Raw(((ulong)(uint)field << 3) | ProtoReader.Fixed32);
        BinaryPrimitives.WriteUInt32LittleEndian(Room(sizeof(uint)), value);
    }

    public void Real(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Raw(((ulong)(uint)field << 3) | ProtoReader.Bytes);
        Raw((ulong)value.Length);
        value.CopyTo(Room(value.Length));
    }

    public void Text(int field, string value)
    {
        Raw(((ulong)(uint)field << 3) | ProtoReader.Bytes);
        int length = Encoding.UTF8.GetByteCount(value);
        Raw((ulong)length);
        Encoding.UTF8.GetBytes(value, Room(length));
    }

    /// <summary>Begins a message, or a packed list, inside this one.</summary>
    /// <returns>To be given to <see cref="End"/>.</returns>
    public int Begin(int field)
    {
        Raw(((ulong)(uint)field << 3) | ProtoReader.Bytes);

        // Most are shorter than 128 bytes: one byte is left for the length, and longer ones move.
        Room(1);
        return Length;
    }

    public void End(int begin)
    {
        int length = Length - begin;
        int extra = 0;
        for (int rest = length >> 7; rest > 0; rest >>= 7)
        {
            extra++;
        }

        if (extra > 0)
        {
            Room(extra);
            _buffer.AsSpan(begin, length).CopyTo(_buffer.AsSpan(begin + extra));
        }

        int end = Length;
        Length = begin - 1;
        Raw((ulong)length);
        Length = end;
    }

    /// <summary>Writes a varint without a key, as packed lists hold them.</summary>
    public void Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Room(1)[0] = (byte)(value | 0x80);
        }

        Room(1)[0] = (byte)value;
    }

    /// <summary>Writes eight bytes without a key, as packed lists hold them.</summary>
    public void RawFixed64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), value);

    private Span<byte> Room(int bytes)
    {
        if (Length + bytes > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + bytes));
        }

        Length += bytes;
        return _buffer.AsSpan(Length - bytes, bytes);
    }
}
