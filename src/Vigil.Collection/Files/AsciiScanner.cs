namespace Vigil.Collection.Files;

/// <summary>
/// Walks the ASCII text of a kernel file without allocating: words, numbers and lines, in order.
/// </summary>
/// <param name="text">The text to walk.</param>
public ref struct AsciiScanner(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>What has not been walked yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>True at the end of the text.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Takes the next line, without its line feed. False at the end.</summary>
    public bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        if (_rest.IsEmpty)
        {
            line = default;
            return false;
        }

        int end = _rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            line = _rest;
            _rest = default;
        }
        else
        {
            line = _rest[..end];
            _rest = _rest[(end + 1)..];
        }

        return true;
    }

    /// <summary>Takes the next word: a run of bytes other than blank, tab and line feed. Empty at the end.</summary>
    public ReadOnlySpan<byte> ReadWord()
    {
        SkipBlanks();
        int end = _rest.IndexOfAny((byte)' ', (byte)'\t', (byte)'\n');
        ReadOnlySpan<byte> word = end < 0 ? _rest : _rest[..end];
        _rest = _rest[word.Length..];
        return word;
    }

    /// <summary>
    /// Takes the next word as a decimal integer, a sign allowed. Anything that is no number, and the end, give 0;
    /// values beyond <see cref="long.MaxValue"/> give that.
    /// </summary>
    public long ReadInt64()
    {
        ReadOnlySpan<byte> word = ReadWord();
        bool negative = !word.IsEmpty && word[0] == (byte)'-';
        ulong value = 0;
        for (int i = negative ? 1 : 0; i < word.Length; i++)
        {
            uint digit = (uint)(word[i] - '0');
            if (digit > 9)
            {
                break;
            }

            if (value > ((ulong)long.MaxValue - digit) / 10)
            {
                value = long.MaxValue;
                break;
            }

            value = (value * 10) + digit;
        }

        return negative ? -(long)value : (long)value;
    }

    /// <summary>
    /// Takes the next word as a decimal number with a fraction, in units of 1/<paramref name="scale"/>
    /// (<c>1.25</c> with scale 100 gives 125); digits beyond are cut.
    /// </summary>
    public long ReadFixed(int scale)
    {
        ReadOnlySpan<byte> word = ReadWord();
        int dot = word.IndexOf((byte)'.');
        var whole = new AsciiScanner(dot < 0 ? word : word[..dot]);
        long value = whole.ReadInt64() * scale;
        for (int i = dot + 1; dot >= 0 && i < word.Length && scale > 1; i++)
        {
            scale /= 10;
            value += (word[i] - '0') * scale;
        }

        return value;
    }

    /// <summary>Skips words.</summary>
    public void SkipWords(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = ReadWord();
        }
    }

    /// <summary>Skips blanks and tabs and line feeds.</summary>
    public void SkipBlanks()
    {
        int start = _rest.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\n');
        _rest = start < 0 ? default : _rest[start..];
    }
}
