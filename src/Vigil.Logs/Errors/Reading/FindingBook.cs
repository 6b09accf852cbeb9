using System.Text;
using Vigil.Logs.Errors.Patterns;

namespace Vigil.Logs.Errors.Reading;

/// <summary>A finding as it grows: one message, however often it is said.</summary>
internal sealed class BookedFinding
{
    public required LogFinding Finding { get; init; }

    /// <summary>How often it was said.</summary>
    public int Count { get; set; } = 1;

    public required PatternRole Role { get; set; }

    public required Telling Telling { get; init; }

    /// <summary>Order among all findings of the log.</summary>
    public required int Order { get; init; }

    /// <summary>Whether it is an exception, and not a line that says something.</summary>
    public bool IsException { get; init; }

    /// <summary>How far the training had come when it was last said, in lines of progress.</summary>
    public long ProgressAtLast { get; set; }
}

/// <summary>Keeps findings, grouped by what they say; bounded, whatever a log repeats.</summary>
internal sealed class FindingBook
{
    /// <summary>The most findings kept apart; later ones of another wording are let go.</summary>
    public const int MaxFindings = 512;

    private const int KeyLength = 200;

    private readonly Dictionary<string, BookedFinding> _byKey = new(StringComparer.Ordinal);
    private readonly StringBuilder _key = new();

    /// <summary>All findings, in order of lines.</summary>
    public List<BookedFinding> All { get; } = [];

    /// <summary>Counts a finding with its like. Null when it is the first of its kind.</summary>
    public BookedFinding? Count(string key, PatternRole role, long progress)
    {
        if (!_byKey.TryGetValue(key, out BookedFinding? known))
        {
            return null;
        }

        known.Count++;
        known.Role = role > known.Role ? role : known.Role;
        known.ProgressAtLast = progress;
        return known;
    }

    /// <summary>Adds the first finding of its kind. Null when the book is full.</summary>
    public BookedFinding? Add(string key, LogFinding finding, PatternRole role, Telling telling, bool isException, long progress)
    {
        if (All.Count >= MaxFindings)
        {
            return null;
        }

        var booked = new BookedFinding { Finding = finding, Role = role, Telling = telling, Order = All.Count, IsException = isException, ProgressAtLast = progress };
        _byKey.Add(key, booked);
        All.Add(booked);
        return booked;
    }

    /// <summary>Messages that differ in numbers alone are one.</summary>
    public string KeyOf(CauseClass cause, LogLevel level, ReadOnlySpan<char> message, bool byClassAlone)
    {
        _key.Clear().Append((int)cause).Append((char)('A' + (int)level));
        if (byClassAlone)
        {
            return _key.ToString();
        }

        bool inNumber = false;
        foreach (char c in message)
        {
            bool isDigit = char.IsAsciiDigit(c);
            if (!(isDigit && inNumber))
            {
                _key.Append(isDigit ? '0' : c);
            }

            inNumber = isDigit || (inNumber && c is '.' or ':');
            if (_key.Length > KeyLength)
            {
                break;
            }
        }

        return _key.ToString();
    }
}
