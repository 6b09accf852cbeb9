using System.Text;

namespace Vigil.Logs.Lines;

/// <summary>
/// Cuts the raw bytes of one stream, however they arrive, into lines of text for reading: ended by <c>\n</c>, <c>\r</c> or
/// <c>\r\n</c>, without escape sequences. Blank lines are left out.
/// </summary>
/// <remarks>
/// Bounded: of a line longer than <see cref="KeptBytes"/> only the beginning is read. A text returned is valid until the
/// next call. Used by one thread at a time.
/// </remarks>
public sealed class OutputLineSplitter
{
    /// <summary>How much of a line is read, in bytes.</summary>
    public const int KeptBytes = 16 * 1024;

    private readonly char[] _text = new char[KeptBytes];
    private byte[] _line = new byte[1024];
    private int _lineLength;
    private int _peekedLength = -1;
    private int _rowStart;
    private int _rowEnd;
    private bool _afterReturn;
    private long _endedLines;

    /// <summary>Number of the line feed-ended line that the latest text stood in, from 1. Redrawn bars stay in one line.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Takes the next line from <paramref name="chunk"/>, and what it used off it. False when no line is complete.</summary>
    public bool TryReadLine(ref ReadOnlySpan<byte> chunk, out ReadOnlySpan<char> line)
    {
        while (true)
        {
            if (TryTakeRow(out line))
            {
                return true;
            }

            if (_afterReturn && !chunk.IsEmpty)
            {
                _afterReturn = false;
                if (chunk[0] == (byte)'\n')
                {
                    chunk = chunk[1..];
                    _endedLines++;
                }
            }

            int end = chunk.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                Keep(chunk);
                chunk = default;
                return false;
            }

            LineNumber = _endedLines + 1;
            ReadOnlySpan<byte> part = chunk[..end];
            if (chunk[end] == (byte)'\n')
            {
                _endedLines++;
            }
            else
            {
                _afterReturn = true;
            }

            chunk = chunk[(end + 1)..];
            if (_lineLength > 0)
            {
                Keep(part);
                part = _line.AsSpan(0, _lineLength);
                _lineLength = 0;
            }

            Decode(part);
            _peekedLength = -1;
        }
    }

    /// <summary>Takes what stands after the last line end, at the end of the stream; call until false.</summary>
    public bool TryTakeRest(out ReadOnlySpan<char> line)
    {
        if (TryTakeRow(out line))
        {
            return true;
        }

        if (_lineLength == 0)
        {
            return false;
        }

        LineNumber = _endedLines + 1;
        Decode(_line.AsSpan(0, _lineLength));
        _lineLength = 0;
        return TryTakeRow(out line);
    }

    /// <summary>
    /// Shows the line that is not ended yet: a progress bar ends only when it is redrawn. False when nothing was added
    /// since the last look. Call when all complete lines were read.
    /// </summary>
    public bool TryPeek(out ReadOnlySpan<char> line)
    {
        line = default;
        if (_lineLength == 0 || _lineLength == _peekedLength)
        {
            return false;
        }

        _peekedLength = _lineLength;
        LineNumber = _endedLines + 1;
        Decode(_line.AsSpan(0, _lineLength));

        // The last row is what the terminal shows.
        while (TryTakeRow(out ReadOnlySpan<char> row))
        {
            line = row;
        }

        return !line.IsEmpty;
    }

    private bool TryTakeRow(out ReadOnlySpan<char> row)
    {
        while (_rowStart < _rowEnd)
        {
            ReadOnlySpan<char> rest = _text.AsSpan(_rowStart, _rowEnd - _rowStart);
            int end = rest.IndexOf('\n');
            row = end < 0 ? rest : rest[..end];
            _rowStart += row.Length + (end < 0 ? 0 : 1);
            if (!row.IsEmpty)
            {
                return true;
            }
        }

        row = default;
        return false;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        int room = Math.Min(part.Length, KeptBytes - _lineLength);
        if (room <= 0)
        {
            return;
        }

        if (_lineLength + room > _line.Length)
        {
            Array.Resize(ref _line, Math.Min(KeptBytes, Math.Max(_line.Length * 2, _lineLength + room)));
        }

        part[..room].CopyTo(_line.AsSpan(_lineLength));
        _lineLength += room;
    }

    private void Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > KeptBytes)
        {
            bytes = bytes[..KeptBytes];
        }

        _rowStart = 0;
        _rowEnd = Encoding.UTF8.GetChars(bytes, _text);
        if (bytes.IndexOfAny((byte)0x1b, (byte)'\b') >= 0)
        {
            _rowEnd = TerminalText.Clean(_text.AsSpan(0, _rowEnd));
        }
    }
}
