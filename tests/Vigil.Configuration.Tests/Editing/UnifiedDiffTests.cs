using FsCheck.Xunit;
using Vigil.Configuration.Editing;

namespace Vigil.Configuration.Tests.Editing;

public class UnifiedDiffTests
{
    [Fact]
    public void Equal_texts_have_none() => UnifiedDiff.Of("a\n", "a\n", "x", "y").ShouldBeEmpty();

    [Fact]
    public void Shows_three_lines_around_each_change_and_joins_what_is_near() =>
        UnifiedDiff.Of("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n9a\n10\n11\n12\n13\n14\n15\n", "a", "b").ShouldBe("""
            --- a
            +++ b
            @@ -2,11 +2,12 @@
             2
             3
             4
            -5
            +five
             6
             7
             8
             9
            +9a
             10
             11
             12

            """);

    [Fact]
    public void Far_changes_have_hunks_of_their_own_and_ends_without_a_newline_are_said() =>
        UnifiedDiff.Of("a\n1\n2\n3\n4\n5\n6\n7\n8\nb", "A\n1\n2\n3\n4\n5\n6\n7\n8\nb\nc\n", "a", "b").ShouldBe("""
            --- a
            +++ b
            @@ -1,4 +1,4 @@
            -a
            +A
             1
             2
             3
            @@ -7,4 +7,5 @@
             6
             7
             8
            -b
            \ No newline at end of file
            +b
            +c

            """);

    [Fact]
    public void An_empty_side_names_line_0() => UnifiedDiff.Of("", "a\n", "x", "y").ShouldBe("--- x\n+++ y\n@@ -0,0 +1 @@\n+a\n");

    [Property(MaxTest = 300)]
    public void Applying_it_to_the_old_text_gives_the_new(int seed)
    {
        var random = new Random(seed);
        string[] before = [.. Enumerable.Range(0, random.Next(30)).Select(_ => "line " + random.Next(5))];
        string[] after = [.. before.Where(_ => random.Next(6) > 0).SelectMany(line => random.Next(6) == 0 ? [line, "new " + random.Next(3)] : new[] { line })];

        string diff = UnifiedDiff.Of(Text(before), Text(after), "a", "b");

        Apply(before, diff).ShouldBe(after);
        static string Text(string[] lines) => string.Concat(lines.Select(line => line + "\n"));
    }

    private static List<string> Apply(string[] before, string diff)
    {
        var after = new List<string>();
        int at = 0;
        foreach (string line in diff.Split('\n').Skip(2).Where(line => line.Length > 0))
        {
            if (line.StartsWith("@@", StringComparison.Ordinal))
            {
                string[] range = line.Split(' ')[1][1..].Split(',');
                int start = int.Parse(range[0], System.Globalization.CultureInfo.InvariantCulture) - (range is [_, "0"] ? 0 : 1);
                after.AddRange(before[at..start]);
                at = start;
            }
            else if (line[0] == '+')
            {
                after.Add(line[1..]);
            }
            else
            {
                before[at++].ShouldBe(line[1..]);
                if (line[0] == ' ')
                {
                    after.Add(line[1..]);
                }
            }
        }

        after.AddRange(before[at..]);
        return after;
    }
}
