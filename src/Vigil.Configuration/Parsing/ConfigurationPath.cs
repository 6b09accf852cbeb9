using System.Globalization;
using System.Text;

namespace Vigil.Configuration.Parsing;

/// <summary>
/// The way to a value as people write it: <c>config.process[0].datasets[0].num_workers</c>. A key that holds a dot, a
/// bracket or nothing at all stands in brackets and quotes: <c>["a.b"]</c>.
/// </summary>
internal static class ConfigurationPath
{
    /// <summary>The path to a member of what a path leads to.</summary>
    public static string Member(string path, string key) => key.Length == 0 || key.AsSpan().IndexOfAny('.', '[', '"') >= 0
        ? $"{path}[\"{key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"]"
        : path.Length == 0 ? key : path + "." + key;

    /// <summary>The path to an item of the list that a path leads to.</summary>
    public static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    /// <summary>Keys (text) and positions (integers) on the way; null when the path is malformed.</summary>
    public static IReadOnlyList<PathSegment>? Parse(string path)
    {
        var segments = new List<PathSegment>();
        int at = 0;
        while (at < path.Length)
        {
            if (path[at] == '[')
            {
                if (!ReadBrackets(path, ref at, segments))
                {
                    return null;
                }
            }
            else
            {
                int start = path[at] == '.' && segments.Count > 0 ? at + 1 : at;
                int end = path.AsSpan(start).IndexOfAny('.', '[');
                end = end < 0 ? path.Length : start + end;
                if (end == start)
                {
                    return null;
                }

                segments.Add(new PathSegment(path[start..end], -1));
                at = end;
            }
        }

        return segments.Count == 0 ? null : segments;
    }

    private static bool ReadBrackets(string path, ref int at, List<PathSegment> segments)
    {
        at++;
        if (at < path.Length && path[at] == '"')
        {
            var key = new StringBuilder();
            for (at++; at < path.Length && path[at] != '"'; at++)
            {
                if (path[at] == '\\')
                {
                    at++;
                }

                if (at < path.Length)
                {
                    key.Append(path[at]);
                }
            }

            at += 2;
            segments.Add(new PathSegment(key.ToString(), -1));
            return at <= path.Length && path[at - 1] == ']';
        }

        int end = path.IndexOf(']', at);
        if (end < 0 || !int.TryParse(path.AsSpan(at, end - at), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            return false;
        }

        segments.Add(new PathSegment(null, index));
        at = end + 1;
        return true;
    }
}
