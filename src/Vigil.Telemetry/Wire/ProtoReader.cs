using System.Buffers.Binary;

namespace Vigil.Telemetry.Wire;

/// <summary>
/// Walks the fields of one protobuf message in place: nothing is copied or allocated. A field is known by its key, number and wire
/// type together, so that one of another type than expected is passed over like any that is unknown.
/// <see href="https://protobuf.dev/programming-guides/encoding/"/>
/// </summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    /// <summary>Wire types, the low three bits of a key.</summary>
    public const uint Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    /// <summary>Number of the field × 8 + its wire type.</summary>
    public uint Key { get; private set; }

    /// <summary>Its value, when it is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its value, when it is text, bytes, a message or a packed list.</summary>
    public ReadOnlySpan<byte> Span { get; private set; }

    /// <summary>Whether the message cannot be read any further.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The number as the signed one that it stands for in most types.</summary>
    public readonly long Signed => (long)Number;

    /// <summary>The number as the floating point one whose bits it is.</summary>
    public readonly double Real => BitConverter.UInt64BitsToDouble(Number);

    /// <summary>Goes to the next field; false at the end, and where the message is malformed.</summary>
    public bool Next()
    {
        if (_at >= _message.Length || IsMalformed)
        {
            return false;
        }

        ulong key = ReadVarint();
        Key = (uint)key;
        if (IsMalformed || key > uint.MaxValue || key < 8)
        {
            return Fail();
        }

        switch (Key & 7)
        {
            case Varint:
                Number = ReadVarint();
                return !IsMalformed;
            case Fixed64 when _message.Length - _at >= sizeof(ulong):
                Number = BinaryPrimitives.ReadUInt64LittleEndian(_message[_at..]);
                _at += sizeof(ulong);
                return true;
            case Fixed32 when _message.Length - _at >= sizeof(uint):
                Number = BinaryPrimitives.ReadUInt32LittleEndian(_message[_at..]);
                _at += sizeof(uint);
                return true;
            case Bytes:
                ulong length = ReadVarint();
                if (IsMalformed || length > (ulong)(_message.Length - _at))
                {
                    return Fail();
                }

                Span = _message.Slice(_at, (int)length);
                _at += (int)length;
                return true;
            default:
                return Fail();
        }
    }

    /// <summary>The first varint of a packed list, taken off it; 0 and malformed when there is none.</summary>
    public static ulong TakeVarint(ref ReadOnlySpan<byte> packed, out bool isMalformed)
    {
        var reader = new ProtoReader(packed);
        ulong value = reader.ReadVarint();
        isMalformed = reader.IsMalformed;
        packed = packed[reader._at..];
        return value;
    }

    /// <summary>The number that a zigzag varint stands for.</summary>
    public static long UnZigZag(ulong number) => (long)(number >> 1) ^ -(long)(number & 1);

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && _at < _message.Length; shift += 7)
        {
            byte part = _message[_at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        Fail();
        return 0;
    }

    private bool Fail()
    {
        IsMalformed = true;
        return false;
    }
}
