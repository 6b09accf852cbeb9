using System.Buffers.Text;
using System.Text;

namespace Vigil.Telemetry.Scraping;

/// <summary>
/// Reads pages in Prometheus' text format (0.0.4) and in OpenMetrics 1.0: line by line, in place; names and labels become texts only
/// where the line is kept. Metrics that <see cref="EngineMetrics"/> knows come first and are kept before all others, however long the page
/// is. One line that is none refuses the page: half a page would look like a smaller machine. Times of samples and exemplars
/// are passed over: a sample is of the moment when it was asked for.
/// </summary>
internal ref struct PageReader
{
    /// <summary>Samples kept of metrics that are known; beyond it no engine is at work.</summary>
    private const int MostKnown = 100_000;

    private const int LongestQuote = 60;
    private static readonly string[] s_suffixes = ["_bucket", "_sum", "_count", "_total", "_created", "_gsum", "_gcount", "_info"];

    private readonly ReadOnlySpan<byte> _page;
    private readonly bool _isOpenMetrics;
    private readonly int _mostOthers;
    private readonly Dictionary<string, MetricFamily> _families = [];
    private readonly Dictionary<string, FamilyKind> _kinds = [];
    private readonly Dictionary<string, string> _helps = [];
    private readonly Dictionary<string, string> _units = [];
    private readonly Dictionary<string, MetricFamily>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private char[] _name = new char[128];
    private long _lines;
    private int _known;
    private int _others;
    private bool _hasEnd;

    private PageReader(ReadOnlySpan<byte> page, bool isOpenMetrics, int mostOthers)
    {
        _page = page;
        _isOpenMetrics = isOpenMetrics;
        _mostOthers = mostOthers;
        _byName = _families.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Reads a page.</summary>
    /// <param name="page">Its bytes, UTF-8.</param>
    /// <param name="isOpenMetrics">Whether it is OpenMetrics, whose end is marked.</param>
    /// <param name="mostOthers">Samples kept of metrics that no engine is known to have.</param>
    public static MetricPage Read(ReadOnlySpan<byte> page, bool isOpenMetrics, int mostOthers) => new PageReader(page, isOpenMetrics, mostOthers).Read();

    private MetricPage Read()
    {
        ReadOnlySpan<byte> rest = _page;
        int number = 0;
        while (!rest.IsEmpty && !_hasEnd)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? rest : rest[..end]).Trim(" \t\r"u8);
            rest = end < 0 ? default : rest[(end + 1)..];
            number++;
            if (!line.IsEmpty && !(line[0] == '#' ? ReadComment(line) : ReadSample(line)))
            {
                string quoted = Encoding.UTF8.GetString(line[..Math.Min(line.Length, LongestQuote)]);
                return Refused($"line {number} is no metric: {quoted}");
            }
        }

        if (_isOpenMetrics && !_hasEnd)
        {
            return Refused("the page ends before its end is marked (# EOF)");
        }

        if (_lines == 0)
        {
            return Refused("the page has no metrics");
        }

        foreach (MetricFamily family in _families.Values)
        {
            family.Help = _helps.GetValueOrDefault(family.Name, "");
            family.Unit = _units.GetValueOrDefault(family.Name, "");
        }

        MetricFamily[] kept = [.. _families.Values.Where(family => family.Samples.Count > 0).OrderBy(family => EngineMetrics.IsKnown(family.Name) ? 0 : 1)];
        return new MetricPage(kept, _lines, _lines - _known - _others);
    }

    private readonly MetricPage Refused(string fault) => new([], _lines, 0, fault);

    private bool ReadComment(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line[1..].TrimStart((byte)' ');
        if (text.SequenceEqual("EOF"u8))
        {
            _hasEnd = _isOpenMetrics;
            return true;
        }

        int space = text.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = space < 0 ? text : text[..space];
        bool isType = word.SequenceEqual("TYPE"u8);
        if (!isType && !word.SequenceEqual("HELP"u8) && !word.SequenceEqual("UNIT"u8))
        {
            return true;
        }

        text = space < 0 ? default : text[(space + 1)..].Trim((byte)' ');
        space = text.IndexOf((byte)' ');
        if (space <= 0)
        {
            // A help or a unit may be empty, a type may not.
            return !isType;
        }

        // Of an endless list of families no more is remembered than could be kept.
        string name = Encoding.UTF8.GetString(text[..space]);
        if (_kinds.Count > _mostOthers && !EngineMetrics.IsKnown(Stem(name)))
        {
            return true;
        }

        string said = Encoding.UTF8.GetString(text[(space + 1)..].Trim((byte)' '));
        FamilyKind kind = said switch { "counter" => FamilyKind.Counter, "gauge" => FamilyKind.Gauge, "histogram" => FamilyKind.Histogram, "summary" => FamilyKind.Summary, _ => FamilyKind.Unknown };
        if (isType)
        {
            _kinds[name] = kind;
        }
        else
        {
            (word.SequenceEqual("HELP"u8) ? _helps : _units)[Stem(name)] = said;
        }

        return true;
    }

    private bool ReadSample(ReadOnlySpan<byte> line)
    {
        int end = line.IndexOfAny((byte)'{', (byte)' ', (byte)'\t');
        if (end <= 0 || !IsName(line[..end]))
        {
            return false;
        }

        ReadOnlySpan<byte> labels = default;
        ReadOnlySpan<byte> rest = line[end..];
        if (rest[0] == '{')
        {
            int close = EndOfLabels(rest);
            if (close < 0)
            {
                return false;
            }

            labels = rest[1..close];
            rest = rest[(close + 1)..];
        }

        rest = rest.TrimStart(" \t"u8);
        int space = rest.IndexOfAny((byte)' ', (byte)'\t');
        if (!TryReadValue(space < 0 ? rest : rest[..space], out double value))
        {
            return false;
        }

        _lines++;
        return Keep(line[..end], labels, value);
    }

    private bool Keep(ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, double value)
    {
        if (_name.Length < name.Length)
        {
            _name = new char[name.Length];
        }

        Encoding.UTF8.GetChars(name, _name);
        ReadOnlySpan<char> text = _name.AsSpan(0, name.Length);
        (MetricFamily? family, string suffix) = FamilyOf(text);
        if (family is null)
        {
            return true;
        }

        bool isKnown = EngineMetrics.IsKnown(family.Name);
        if (isKnown ? _known >= MostKnown : _others >= _mostOthers)
        {
            return true;
        }

        if (ReadLabels(labels) is not { } pairs)
        {
            return false;
        }

        _known += isKnown ? 1 : 0;
        _others += isKnown ? 0 : 1;
        family.Samples.Add(new PageSample(suffix, pairs, value));
        return true;
    }

    // Null for what says when something was created, and for what is beyond the bounds.
    private readonly (MetricFamily? Family, string Suffix) FamilyOf(ReadOnlySpan<char> name)
    {
        if (name.EndsWith("_created", StringComparison.Ordinal))
        {
            return (null, "");
        }

        string suffix = "";
        FamilyKind kind = FamilyKind.Unknown;
        ReadOnlySpan<char> stem = name;
        var kinds = _kinds.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!kinds.TryGetValue(name, out kind))
        {
            foreach (string candidate in s_suffixes)
            {
                if (name.EndsWith(candidate, StringComparison.Ordinal) && kinds.TryGetValue(name[..^candidate.Length], out kind))
                {
                    stem = name[..^candidate.Length];
                    suffix = candidate;
                    break;
                }
            }
        }

        // The text format's counters have _total in the family's name, OpenMetrics' have it in the sample's.
        if (kind == FamilyKind.Counter && suffix.Length == 0 && stem.EndsWith("_total", StringComparison.Ordinal))
        {
            stem = stem[..^"_total".Length];
        }

        if (!_byName.TryGetValue(stem, out MetricFamily? family))
        {
            string text = stem.ToString();
            if (_families.Count > 2 * _mostOthers && !EngineMetrics.IsKnown(text))
            {
                return (null, "");
            }

            _families.Add(text, family = new MetricFamily(text, kind));
        }

        return (family, suffix == "_total" ? "" : suffix);
    }

    private static string Stem(string name) => name.EndsWith("_total", StringComparison.Ordinal) ? name[..^"_total".Length] : name;

    private static bool TryReadValue(ReadOnlySpan<byte> text, out double value)
    {
        value = text switch
        {
            _ when text.SequenceEqual("+Inf"u8) || text.SequenceEqual("Inf"u8) => double.PositiveInfinity,
            _ when text.SequenceEqual("-Inf"u8) => double.NegativeInfinity,
            _ => double.NaN,
        };
        return !double.IsNaN(value) || text.SequenceEqual("NaN"u8) || text.SequenceEqual("Nan"u8)
            || (Utf8Parser.TryParse(text.Length > 0 && text[0] == '+' ? text[1..] : text, out value, out int read) && read > 0 && read == (text[0] == '+' ? text.Length - 1 : text.Length));
    }

    private static bool IsName(ReadOnlySpan<byte> name)
    {
        foreach (byte c in name)
        {
            if (!(char.IsAsciiLetterOrDigit((char)c) || c is (byte)'_' or (byte)':'))
            {
                return false;
            }
        }

        return !char.IsAsciiDigit((char)name[0]);
    }

    private static int EndOfLabels(ReadOnlySpan<byte> text)
    {
        bool isQuoted = false;
        for (int i = 1; i < text.Length; i++)
        {
            if (isQuoted && text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == '}' && !isQuoted)
            {
                return i;
            }
        }

        return -1;
    }

    private static KeyValuePair<string, string>[]? ReadLabels(ReadOnlySpan<byte> text)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        for (text = text.Trim(" ,"u8); !text.IsEmpty; text = text.TrimStart(" ,"u8))
        {
            int equals = text.IndexOf((byte)'=');
            ReadOnlySpan<byte> name = equals <= 0 ? default : text[..equals].Trim((byte)' ');
            if (name.IsEmpty || !IsName(name))
            {
                return null;
            }

            text = text[(equals + 1)..].TrimStart((byte)' ');
            int end = 1;
            while (end < text.Length && text[end] != '"')
            {
                end += text[end] == '\\' ? 2 : 1;
            }

            if (text.IsEmpty || text[0] != '"' || end >= text.Length)
            {
                return null;
            }

            string value = Encoding.UTF8.GetString(text[1..end]);
            pairs.Add(new(Encoding.UTF8.GetString(name), value.Contains('\\', StringComparison.Ordinal) ? Unescape(value) : value));
            text = text[(end + 1)..];
        }

        return [.. pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal)];
    }

    private static string Unescape(string value)
    {
        var text = new StringBuilder(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            bool isEscape = value[i] == '\\' && i + 1 < value.Length;
            i += isEscape ? 1 : 0;
            text.Append(isEscape && value[i] == 'n' ? '\n' : value[i]);
        }

        return text.ToString();
    }
}
