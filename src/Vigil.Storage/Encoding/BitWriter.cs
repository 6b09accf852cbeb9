using System.Numerics;

namespace Vigil.Storage.Encoding;

/// <summary>Appends bits to a <see cref="ByteBuffer"/>, the least significant first.</summary>
internal ref struct BitWriter(ByteBuffer buffer)
{
    private readonly ByteBuffer _buffer = buffer;
    private ulong _pending;
    private int _pendingBits;

    /// <summary>Appends the low bits of a value.</summary>
    /// <param name="value">The bits; those above <paramref name="bits"/> must be zero.</param>
    /// <param name="bits">0 to 64.</param>
    public void Write(ulong value, int bits)
    {
        _pending |= value << _pendingBits;
        int room = 64 - _pendingBits;
        if (bits < room)
        {
            _pendingBits += bits;
            return;
        }

        _buffer.WriteUInt64(_pending);
        _pending = room == 64 ? 0 : value >> room;
        _pendingBits = bits - room;
    }

    /// <summary>Appends one number by the state of its code.</summary>
    public void Write(ulong value, ref RiceState state)
    {
        int k = state.K;
        ulong quotient = value >> k;
        if (quotient < RiceState.Escape)
        {
            Write(1UL << (int)quotient, (int)quotient + 1);
            Write(value & ((1UL << k) - 1), k);
        }
        else
        {
            int bits = 64 - BitOperations.LeadingZeroCount(value);
            Write(1UL << RiceState.Escape, RiceState.Escape + 1);
            Write((ulong)(bits - 1), 6);
            Write(value, bits);
        }

        state.Update(value);
    }

    /// <summary>Writes out the last byte.</summary>
    public void Finish()
    {
        for (; _pendingBits > 0; _pendingBits -= 8)
        {
            _buffer.WriteByte((byte)_pending);
            _pending >>= 8;
        }
    }
}
