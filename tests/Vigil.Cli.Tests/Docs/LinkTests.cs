using System.Text.RegularExpressions;
using Vigil.Testing;

namespace Vigil.Cli.Tests.Docs;

public partial class LinkTests
{
    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        var broken = new List<string>();
        int links = 0;
        foreach (string page in Repository.Files("*.md", "."))
        {
            string text = Fence().Replace(File.ReadAllText(page), "");
            foreach (Match link in Link().Matches(text))
            {
                string target = link.Groups["target"].Value;
                if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
                {
                    continue;
                }

                links++;
                string[] parts = target.Split('#', 2);
                string file = parts[0].Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, parts[0]));
                bool found = File.Exists(file) || Directory.Exists(file);
                if (!found || (parts.Length == 2 && !Anchors(file).Contains(parts[1])))
                {
                    broken.Add($"{Repository.Name(page)}: {target}");
                }
            }
        }

        links.ShouldBeGreaterThan(10);
        broken.ShouldBeEmpty();
    }

    /// <summary>Names of headings as code hosts make them: lower case, blanks as hyphens, other signs left out.</summary>
    private static HashSet<string> Anchors(string file) =>
        [.. Heading().Matches(Fence().Replace(File.ReadAllText(file), ""))
            .Select(heading => Unnamed().Replace(heading.Groups["title"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline, 10_000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<title>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, 10_000)]
    private static partial Regex Unnamed();
}
