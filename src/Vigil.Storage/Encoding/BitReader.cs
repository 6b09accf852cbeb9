using System.Buffers.Binary;
using System.Numerics;

namespace Vigil.Storage.Encoding;

/// <summary>Reads what <see cref="BitWriter"/> wrote. Past the end it reads ones, which ends every unary number.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;
    private ulong _pending;
    private int _pendingBits;

    /// <summary>Bytes taken, the last one perhaps in part.</summary>
    public readonly int BytesRead => Math.Min(_bytes.Length, _position - (_pendingBits / 8));

    /// <summary>Takes bits.</summary>
    /// <param name="bits">0 to 64.</param>
    public ulong Read(int bits)
    {
        if (bits > 56)
        {
            ulong low = Read(32);
            return low | (Read(bits - 32) << 32);
        }

        if (_pendingBits < bits)
        {
            Refill();
        }

        ulong value = _pending & ((1UL << bits) - 1);
        _pending >>= bits;
        _pendingBits -= bits;
        return value;
    }

    /// <summary>Takes one number by the state of its code.</summary>
    public ulong Read(ref RiceState state)
    {
        if (_pendingBits <= RiceState.Escape)
        {
            Refill();
        }

        int quotient = Math.Min(BitOperations.TrailingZeroCount(_pending), RiceState.Escape);
        _pending >>= quotient + 1;
        _pendingBits -= quotient + 1;
        ulong value;
        if (quotient < RiceState.Escape)
        {
            int k = state.K;
            value = ((ulong)quotient << k) | Read(k);
        }
        else
        {
            value = Read((int)Read(6) + 1);
        }

        state.Update(value);
        return value;
    }

    private void Refill()
    {
        if (_position + sizeof(ulong) <= _bytes.Length)
        {
            // Whole bytes only: as many as fit above the pending bits.
            _pending |= BinaryPrimitives.ReadUInt64LittleEndian(_bytes[_position..]) << _pendingBits;
            int taken = (63 - _pendingBits) / 8;
            _position += taken;
            _pendingBits += taken * 8;
            if (_pendingBits < 64)
            {
                _pending &= (1UL << _pendingBits) - 1;
            }

            return;
        }

        while (_pendingBits <= 56)
        {
            ulong next = _position < _bytes.Length ? _bytes[_position] : 0xffUL;
            _position++;
            _pending |= next << _pendingBits;
            _pendingBits += 8;
        }
    }
}
