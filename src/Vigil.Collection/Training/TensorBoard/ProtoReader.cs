using System.Buffers.Binary;

namespace Vigil.Collection.Training.TensorBoard;

/// <summary>Walks the fields of a protocol buffer message. Ends early, never throws, on bytes that are none.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Number of the field read last.</summary>
    public int Field { get; private set; }

    /// <summary>Its value where it is a varint or of fixed size, as bits.</summary>
    public ulong Bits { get; private set; }

    /// <summary>Its bytes where it has a length.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>How it is written: 0 varint, 1 eight bytes, 2 with a length, 5 four bytes.</summary>
    public int WireType { get; private set; }

    /// <summary>Goes to the next field.</summary>
    public bool Read()
    {
        Bytes = default;
        Bits = 0;
        if (!TryVarint(out ulong key) || key >> 3 is 0 or > int.MaxValue)
        {
            return false;
        }

        Field = (int)(key >> 3);
        WireType = (int)(key & 7);
        switch (WireType)
        {
            case 0:
                bool isWhole = TryVarint(out ulong value);
                Bits = value;
                return isWhole;
            case 1 when _rest.Length >= 8:
                Bits = BinaryPrimitives.ReadUInt64LittleEndian(_rest);
                _rest = _rest[8..];
                return true;
            case 5 when _rest.Length >= 4:
                Bits = BinaryPrimitives.ReadUInt32LittleEndian(_rest);
                _rest = _rest[4..];
                return true;
            case 2 when TryVarint(out ulong length) && length <= (ulong)_rest.Length:
                Bytes = _rest[..(int)length];
                _rest = _rest[(int)length..];
                return true;
            default:
                return false;
        }
    }

    /// <summary>The value as a double of eight bytes.</summary>
    public readonly double AsDouble() => BitConverter.UInt64BitsToDouble(Bits);

    /// <summary>The value as a float of four bytes.</summary>
    public readonly float AsSingle() => BitConverter.UInt32BitsToSingle((uint)Bits);

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (int i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
