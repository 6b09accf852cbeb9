using System.Globalization;
using System.Text;

namespace Vigil.Configuration.Editing;

/// <summary>The difference of two texts in the form that <c>diff -u</c> prints and <c>patch</c> takes.</summary>
public static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>Makes the difference; empty when the texts are equal.</summary>
    /// <param name="before">The old text.</param>
    /// <param name="after">The new text.</param>
    /// <param name="oldName">Name of the old file.</param>
    /// <param name="newName">Name of the new file.</param>
    public static string Of(string before, string after, string oldName, string newName)
    {
        if (before == after)
        {
            return "";
        }

        List<Edit> script = Compare(Split(before), Split(after));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"--- {oldName}\n+++ {newName}\n");
        int at = 0;
        while (true)
        {
            int change = script.FindIndex(at, edit => edit.Kind != ' ');
            if (change < 0)
            {
                return text.ToString();
            }

            int from = Math.Max(at, change - Context);
            int last = change;
            for (int i = change; i < script.Count && i <= last + (2 * Context) + 1; i++)
            {
                last = script[i].Kind == ' ' ? last : i;
            }

            int to = Math.Min(script.Count, last + Context + 1);
            AppendHunk(text, script, from, to);
            at = to;
        }
    }

    private static void AppendHunk(StringBuilder text, List<Edit> script, int from, int to)
    {
        int oldStart = script.Take(from).Count(edit => edit.Kind != '+');
        int newStart = script.Take(from).Count(edit => edit.Kind != '-');
        Edit[] hunk = [.. script[from..to]];
        int oldCount = hunk.Count(edit => edit.Kind != '+');
        int newCount = hunk.Count(edit => edit.Kind != '-');
        text.Append(CultureInfo.InvariantCulture, $"@@ -{Range(oldStart, oldCount)} +{Range(newStart, newCount)} @@\n");
        foreach (Edit edit in hunk)
        {
            text.Append(edit.Kind).Append(edit.Line);
            if (!edit.Line.EndsWith('\n'))
            {
                text.Append("\n\\ No newline at end of file\n");
            }
        }
    }

    /// <summary>Lines count from 1; an empty range names the line before it.</summary>
    private static string Range(int start, int count) => count switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"{start},0"),
        1 => string.Create(CultureInfo.InvariantCulture, $"{start + 1}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{start + 1},{count}"),
    };

    /// <summary>Lines with their ends.</summary>
    private static List<string> Split(string text)
    {
        var lines = new List<string>();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }

        return lines;
    }

    /// <summary>The shortest way from one to the other, by Myers' greedy method: its cost grows with the difference, not with the files.</summary>
    private static List<Edit> Compare(List<string> before, List<string> after)
    {
        int most = before.Count + after.Count;
        int[] reach = new int[(2 * most) + 2];
        var trace = new List<int[]>();
        for (int cost = 0; cost <= most; cost++)
        {
            trace.Add([.. reach.AsSpan(most - cost, (2 * cost) + 2)]);
            for (int k = -cost; k <= cost; k += 2)
            {
                int x = k == -cost || (k != cost && reach[most + k - 1] < reach[most + k + 1]) ? reach[most + k + 1] : reach[most + k - 1] + 1;
                int y = x - k;
                while (x < before.Count && y < after.Count && before[x] == after[y])
                {
                    (x, y) = (x + 1, y + 1);
                }

                reach[most + k] = x;
                if (x >= before.Count && y >= after.Count)
                {
                    return Walk(before, after, trace);
                }
            }
        }

        return [];
    }

    private static List<Edit> Walk(List<string> before, List<string> after, List<int[]> trace)
    {
        var script = new List<Edit>();
        (int x, int y) = (before.Count, after.Count);
        for (int cost = trace.Count - 1; cost >= 0; cost--)
        {
            int[] reach = trace[cost];
            int k = x - y;
            bool down = k == -cost || (k != cost && reach[cost + k - 1] < reach[cost + k + 1]);
            int previousK = down ? k + 1 : k - 1;
            int previousX = cost == 0 ? 0 : reach[cost + previousK];
            int previousY = cost == 0 ? 0 : previousX - previousK;
            while (x > previousX && y > previousY)
            {
                (x, y) = (x - 1, y - 1);
                script.Add(new Edit(' ', before[x]));
            }

            if (cost > 0)
            {
                script.Add(down ? new Edit('+', after[--y]) : new Edit('-', before[--x]));
            }
        }

        script.Reverse();
        return script;
    }

    private readonly record struct Edit(char Kind, string Line);
}
