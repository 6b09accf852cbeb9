namespace Vigil.Storage.Encoding;

/// <summary>
/// Reads what <see cref="ByteBuffer"/> wrote. Past the end everything reads as zero and <see cref="Damaged"/> is set, so
/// that a damaged row yields wrong numbers at worst, never an endless loop.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>True once more was asked for than there is.</summary>
    public bool Damaged { get; private set; }

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Takes one byte.</summary>
    public byte ReadByte()
    {
        if (_rest.IsEmpty)
        {
            Damaged = true;
            return 0;
        }

        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>Takes a number of seven bits a byte.</summary>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0, i = 0; shift < 70 && i < _rest.Length; shift += 7, i++)
        {
            byte b = _rest[i];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        Damaged = true;
        _rest = default;
        return 0;
    }

    /// <summary>Takes a count that cannot sensibly exceed <paramref name="limit"/>; larger ones mean damage and read as 0.</summary>
    public int ReadCount(int limit)
    {
        ulong value = ReadVarint();
        if (value <= (ulong)limit)
        {
            return (int)value;
        }

        Damaged = true;
        _rest = default;
        return 0;
    }

    /// <summary>Takes a signed number.</summary>
    public long ReadSigned() => ZigZag.Decode(ReadVarint());

    /// <summary>Takes a stretch of bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if (count > _rest.Length)
        {
            Damaged = true;
            _rest = default;
            return default;
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
