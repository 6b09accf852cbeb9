namespace Vigil.Logs.Errors.Reading;

/// <summary>Keeps the last lines that say anything; a bar that is drawn again takes its own place. Allocates nothing per line.</summary>
internal sealed class LastLines
{
    private const int Kept = 20;
    private const int KeptCharacters = 512;

    private readonly char[] _text = new char[Kept * KeptCharacters];
    private readonly (int Stream, long Number, int Length)[] _lines = new (int, long, int)[Kept];
    private long _count;

    public void Add(int stream, ReadOnlySpan<char> line, long number)
    {
        line = line.TrimEnd();
        if (line.IsEmpty)
        {
            return;
        }

        int last = (int)((_count - 1) % Kept);
        int place = _count > 0 && _lines[last].Stream == stream && _lines[last].Number == number ? last : (int)(_count++ % Kept);
        int length = Math.Min(line.Length, KeptCharacters);
        line[..length].CopyTo(_text.AsSpan(place * KeptCharacters));
        _lines[place] = (stream, number, length);
    }

    /// <summary>The lines, in order.</summary>
    public IReadOnlyList<string> ToList()
    {
        int count = (int)Math.Min(_count, Kept);
        string[] lines = new string[count];
        for (int i = 0; i < count; i++)
        {
            int place = (int)((_count - count + i) % Kept);
            lines[i] = new string(_text, place * KeptCharacters, _lines[place].Length);
        }

        return lines;
    }
}
