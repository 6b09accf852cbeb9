namespace Vigil.Logs.Errors.Reading;

/// <summary>
/// When a line was printed: the time that it names, else the nearest before it, else when it was read. Lines are kept as they
/// are and read only for a finding. Times without a zone are taken for the zone in which the line was read just then, or UTC.
/// </summary>
internal sealed class Clock
{
    private const int KeptChars = 128;
    private const double LargestOffset = 15 * 3600;
    private const double QuarterOfAnHour = 900;

    private readonly char[] _line = new char[KeptChars];
    private int _length;
    private double? _arrivedThen;
    private double? _arrived;
    private double? _set;
    private int? _year;

    /// <summary>Notes a line that may name a time.</summary>
    public void Note(ReadOnlySpan<char> line, double? arrived)
    {
        _arrived = arrived;
        if (!LogTime.MayHave(line))
        {
            return;
        }

        ReadOnlySpan<char> text = line;
        LinePrefix.TakeRank(ref text, out _);
        if (!HasClock(text[..Math.Min(text.Length, 64)]))
        {
            return;
        }

        _length = Math.Min(text.Length, KeptChars);
        text[.._length].CopyTo(_line);
        _arrivedThen = arrived;
        _set = null;
        if (_year is null && (LogTime.Read(_line.AsSpan(0, _length), null, out _) ?? arrived) is { } known)
        {
            _year = DateTime.UnixEpoch.AddSeconds(known).Year;
        }
    }

    /// <summary>Sets the time that a structured line names.</summary>
    public void Set(double unixSeconds) => _set = unixSeconds;

    /// <summary>The time of the latest line; null when nothing tells.</summary>
    public double? Read()
    {
        if (_set is not null || LogTime.Read(_line.AsSpan(0, _length), _year, out bool hasZone) is not { } named)
        {
            return _set ?? _arrived;
        }

        if (hasZone || _arrivedThen is not { } arrived)
        {
            return named;
        }

        // What a line names as its time and when it was read differ by the zone.
        double offset = Math.Round((named - arrived) / QuarterOfAnHour) * QuarterOfAnHour;
        return Math.Abs(offset) <= LargestOffset ? named - offset : _arrived;
    }

    private static bool HasClock(ReadOnlySpan<char> text)
    {
        for (int at = text.IndexOf(':'); at >= 0;)
        {
            if (at >= 2 && at + 5 < text.Length && text[at + 3] == ':' && char.IsAsciiDigit(text[at - 1]) && char.IsAsciiDigit(text[at + 1]) && char.IsAsciiDigit(text[at + 4]))
            {
                return true;
            }

            int next = text[(at + 1)..].IndexOf(':');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return text.Length >= 10 && text[0] is '1' or '[' && !text[1..10].ContainsAnyExceptInRange('0', '9');
    }
}
