namespace Vigil.Collection.Processes.Linux;

/// <summary>
/// Takes integers one after another from a line of blank-separated numbers, one pass over the bytes: <c>stat</c> has some
/// forty of them and is read for every process at every sample, where a search per word would show.
/// </summary>
/// <param name="text">The numbers.</param>
internal ref struct NumberScanner(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _position;

    /// <summary>True when no number is left.</summary>
    public readonly bool AtEnd => _position >= _text.Length;

    /// <summary>Takes the next number; 0 at the end; values beyond 63 bits give <see cref="long.MaxValue"/>.</summary>
    public long Next()
    {
        ReadOnlySpan<byte> bytes = _text;
        int position = _position;
        while (position < bytes.Length && bytes[position] <= (byte)' ')
        {
            position++;
        }

        bool negative = position < bytes.Length && bytes[position] == (byte)'-';
        if (negative)
        {
            position++;
        }

        ulong value = 0;
        int first = position;
        while (position < bytes.Length && bytes[position] > (byte)' ')
        {
            uint digit = (uint)(bytes[position++] - '0');
            value = digit <= 9 ? (value * 10) + digit : value;
        }

        // Twenty digits may have overflowed 64 bits; the kernel prints at most 2^64 - 1.
        _position = position;
        long result = value > long.MaxValue || position - first > 19 ? long.MaxValue : (long)value;
        return negative ? -result : result;
    }

    /// <summary>Passes over numbers.</summary>
    public void Skip(int count)
    {
        int position = _position;
        while (count-- > 0)
        {
            while (position < _text.Length && _text[position] <= (byte)' ')
            {
                position++;
            }

            while (position < _text.Length && _text[position] > (byte)' ')
            {
                position++;
            }
        }

        _position = position;
    }
}
