using System.Globalization;

namespace Vigil.Logs.Errors.Reading;

/// <summary>Times as logs print them.</summary>
internal static class LogTime
{
    private const int SearchedChars = 64;

    private static readonly string[] s_months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary>Whether a line may begin with a time: a quick look that lets few others pass.</summary>
    public static bool MayHave(ReadOnlySpan<char> line)
    {
        if (line.Length < 8)
        {
            return false;
        }

        ReadOnlySpan<char> start = line[..Math.Min(line.Length, SearchedChars)];
        return start.Contains(':') && start.ContainsAnyInRange('0', '9') && (start[0] is '[' or '{' or '(' or (>= '0' and <= '9') or (>= 'A' and <= 'Z')
            || start.Contains("20", StringComparison.Ordinal));
    }

    /// <summary>Reads the time that a line begins with.</summary>
    /// <param name="line">The line, without the prefix of its rank.</param>
    /// <param name="year">The year where the line names none; null when it is not known, and such a line has no time.</param>
    /// <param name="hasZone">Whether the line names its zone; otherwise the seconds are as if it were UTC.</param>
    /// <returns>Seconds since the Unix epoch; null when there is no time.</returns>
    public static double? Read(ReadOnlySpan<char> line, int? year, out bool hasZone)
    {
        hasZone = false;
        ReadOnlySpan<char> text = line[..Math.Min(line.Length, SearchedChars + 40)];
        for (int i = 0; i < Math.Min(text.Length, SearchedChars); i++)
        {
            if (i > 0 && char.IsLetterOrDigit(text[i - 1]) && !(i == 1 && text[0] is 'I' or 'W' or 'E' or 'F'))
            {
                continue;
            }

            if (char.IsAsciiDigit(text[i]))
            {
                if (TryDate(text[i..], i == 1 && text[0] is 'I' or 'W' or 'E' or 'F', year, out DateTime day, out int used) && TryClock(text[(i + used)..], out double seconds, out int clock))
                {
                    double offset = Offset(text[(i + used + clock)..], out hasZone);
                    return (day - DateTime.UnixEpoch).TotalSeconds + seconds - offset;
                }

                if (i <= 1 && TryEpoch(text[i..]) is { } epoch)
                {
                    hasZone = true;
                    return epoch;
                }
            }
            else if (char.IsUpper(text[i]) && TryMonthFirst(text[i..], year, out DateTime date, out int length) && TryClock(text[(i + length)..], out double seconds, out _))
            {
                return (date - DateTime.UnixEpoch).TotalSeconds + seconds;
            }
        }

        return null;
    }

    /// <summary><c>2025-01-24</c>, <c>2025/01/24</c>, <c>20250124</c>; without a year <c>0624</c> of glog, <c>08/23</c>.</summary>
    private static bool TryDate(ReadOnlySpan<char> text, bool isGlog, int? year, out DateTime day, out int used)
    {
        (day, used) = (default, 0);
        if (isGlog)
        {
            used = 4;
            return year is { } y && Number(text, 0, 2) is { } gm && Number(text, 2, 2) is { } gd && TryDay(y, gm, gd, out day) && text.Length > 4 && text[4] == ' ';
        }

        if (text.Length >= 10 && text[4] is '-' or '/' or '.' && text[7] == text[4])
        {
            used = 10;
            return Number(text, 0, 4) is { } y && Number(text, 5, 2) is { } m && Number(text, 8, 2) is { } d && TryDay(y, m, d, out day);
        }

        if (text.Length >= 11 && text[2] is '/' or '-' or '.' && text[5] == text[2] && Number(text, 6, 4) is { } late)
        {
            used = 10;
            int a = Number(text, 0, 2) ?? 0;
            int b = Number(text, 3, 2) ?? 0;
            return TryDay(late, a, b, out day) || TryDay(late, b, a, out day);
        }

        if (text.Length >= 6 && text[2] is '/' or '-' && text[5] == ' ' && year is { } known)
        {
            used = 5;
            return Number(text, 0, 2) is { } m && Number(text, 3, 2) is { } d && TryDay(known, m, d, out day);
        }

        return false;
    }

    /// <summary>Syslog's <c>Jun  4 10:11:12</c> and <c>Mon Jun  4 10:11:12 2024</c>.</summary>
    private static bool TryMonthFirst(ReadOnlySpan<char> text, int? year, out DateTime day, out int used)
    {
        (day, used) = (default, 0);
        if (text.Length < 15)
        {
            return false;
        }

        int month = Array.IndexOf(s_months, text[..3].ToString()) + 1;
        if (month == 0 || text[3] != ' ')
        {
            return false;
        }

        int? date = Number(text, 4, 2) ?? (text[4] == ' ' ? Number(text, 5, 1) : null);
        used = 6;
        int? named = text.Length >= 20 && text[15] == ' ' ? Number(text, 16, 4) : null;
        return date is { } d && (named ?? year) is { } y && TryDay(y, month, d, out day);
    }

    private static bool TryClock(ReadOnlySpan<char> text, out double seconds, out int used)
    {
        (seconds, used) = (0, 0);
        int start = 0;
        while (start < text.Length && text[start] is ' ' or 'T' or '-' or ',' or ':' or '_' && start < 2)
        {
            start++;
        }

        ReadOnlySpan<char> clock = text[start..];
        if (clock.Length < 8 || clock[2] != ':' || clock[5] != ':'
            || Number(clock, 0, 2) is not { } hour || Number(clock, 3, 2) is not { } minute || Number(clock, 6, 2) is not { } second
            || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        seconds = (hour * 3600) + (minute * 60) + second;
        used = start + 8;
        if (clock.Length > 9 && clock[8] is '.' or ',' && char.IsAsciiDigit(clock[9]))
        {
            double unit = 0.1;
            int i = 9;
            for (; i < clock.Length && char.IsAsciiDigit(clock[i]); i++, unit /= 10)
            {
                seconds += (clock[i] - '0') * unit;
            }

            used = start + i;
        }

        return true;
    }

    /// <summary>Seconds that the zone is ahead of UTC.</summary>
    private static double Offset(ReadOnlySpan<char> text, out bool hasZone)
    {
        hasZone = text.StartsWith('Z') || text.StartsWith(" UTC");
        if (text.Length < 5 || text[0] is not ('+' or '-') || Number(text, 1, 2) is not { } hours)
        {
            return 0;
        }

        int? minutes = text[3] == ':' ? Number(text, 4, 2) : Number(text, 3, 2);
        hasZone = minutes is not null;
        return hasZone ? (text[0] == '-' ? -1 : 1) * ((hours * 3600) + (minutes!.Value * 60)) : 0;
    }

    private static double? TryEpoch(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] == '.'))
        {
            length++;
        }

        return length >= 10 && double.TryParse(text[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            ? value switch
            {
                >= 1e9 and < 4e9 => value,
                >= 1e12 and < 4e12 => value / 1e3,
                _ => null,
            }
            : null;
    }

    private static bool TryDay(int year, int month, int day, out DateTime date)
    {
        bool fits = year is >= 1980 and <= 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = fits ? new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) : default;
        return fits;
    }

    private static int? Number(ReadOnlySpan<char> text, int at, int length)
    {
        if (at + length > text.Length)
        {
            return null;
        }

        int value = 0;
        foreach (char c in text.Slice(at, length))
        {
            if (!char.IsAsciiDigit(c))
            {
                return null;
            }

            value = (value * 10) + (c - '0');
        }

        return value;
    }
}
