using System.Text;

namespace Vigil.Collection.Container;

/// <summary>A mounted control group hierarchy, a line of /proc/self/mountinfo.</summary>
/// <param name="Version">1 or 2.</param>
/// <param name="Controllers">Its controllers, for version 1; empty for version 2.</param>
/// <param name="Root">The group that is mounted there; <c>/</c> unless a container sees only its own part.</param>
/// <param name="MountPoint">Where.</param>
internal sealed record CgroupMount(int Version, IReadOnlyList<string> Controllers, string Root, string MountPoint)
{
    /// <summary>Reads the text and keeps the lines of control groups.</summary>
    public static IReadOnlyList<CgroupMount> Parse(string mountInfo)
    {
        var mounts = new List<CgroupMount>();
        foreach (string line in mountInfo.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // 35 31 0:32 ROOT MOUNTPOINT options [optional fields] - TYPE source SUPEROPTIONS
            string[] halves = line.Split(" - ", 2);
            string[] left = halves[0].Split(' ');
            string[] right = halves.Length == 2 ? halves[1].Split(' ') : [];
            if (left.Length < 6 || right.Length < 3 || right[0] is not ("cgroup" or "cgroup2"))
            {
                continue;
            }

            bool unified = right[0] == "cgroup2";
            mounts.Add(new CgroupMount(
                unified ? 2 : 1, unified ? [] : right[2].Split(','), Unescape(left[3]), Unescape(left[4])));
        }

        return mounts;
    }

    /// <summary>Blanks, tabs, line feeds and backslashes stand as three octal digits.</summary>
    private static string Unescape(string text)
    {
        if (!text.Contains('\\'))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool escaped = text[i] == '\\' && i + 3 < text.Length
                && text.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0;
            plain.Append(escaped ? (char)(((text[i + 1] - '0') * 64) + ((text[i + 2] - '0') * 8) + (text[i + 3] - '0')) : text[i]);
            i += escaped ? 3 : 0;
        }

        return plain.ToString();
    }
}
