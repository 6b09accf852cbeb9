using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using Vigil.Configuration.Dialects;
using Vigil.Configuration.Editing;
using Vigil.Configuration.Parsing;

namespace Vigil.Configuration.Tests.Editing;

/// <summary>Invented files, each with one value changed or added.</summary>
public class EditingPropertyTests
{
    [Property(MaxTest = 500)]
    public void A_changed_value_is_the_only_thing_that_changes(int seed)
    {
        var file = new InventedFile(seed);
        string path = file.Paths[file.Random.Next(file.Paths.Count)];
        JsonNode value = file.Random.Next(4) switch { 0 => file.Random.Next(), 1 => file.Random.NextDouble() * 1e-6, 2 => true, _ => "it's: #1" };

        EditResult result = ConfigurationEditor.Edit(file.Name, file.Text, [new SettingChange(new SettingPlace(file.Name, path), value)]);

        result.Refusal.ShouldBeNull(file.Text + "\n" + path);
        string[] before = file.Text.Split('\n');
        string[] after = result.Text!.Split('\n');
        after.Length.ShouldBe(before.Length);
        int[] changed = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])];
        changed.Length.ShouldBeLessThanOrEqualTo(1);
        JsonNode parsedBefore = ConfigurationParser.Parse(file.Text, file.IsJson).Root!;
        JsonNode parsedAfter = ConfigurationParser.Parse(result.Text, file.IsJson).Root!;
        JsonNode written = Take(parsedAfter, path)!;
        Take(parsedBefore, path);
        JsonNode.DeepEquals(parsedBefore, parsedAfter).ShouldBeTrue();

        // A number that stood in quotes keeps them, and is the same text.
        ScalarText.Plain(written).ShouldBe(ScalarText.Plain(value));
    }

    [Property(MaxTest = 500)]
    public void An_added_key_adds_lines_and_takes_none_away(int seed)
    {
        var file = new InventedFile(seed);
        string path = ConfigurationPath.Member(file.Sections[file.Random.Next(file.Sections.Count)], "added");

        EditResult result = ConfigurationEditor.Edit(file.Name, file.Text, [new SettingChange(new SettingPlace(file.Name, path), 7)]);

        result.Refusal.ShouldBeNull(file.Text + "\n" + path);
        UnifiedDiff.Of(file.Text, result.Text!, "a", "b").Split('\n').Count(line => line.StartsWith('-') && !line.StartsWith("---", StringComparison.Ordinal))
            .ShouldBeLessThanOrEqualTo(1);
        JsonNode before = ConfigurationParser.Parse(file.Text, file.IsJson).Root!;
        JsonNode after = ConfigurationParser.Parse(result.Text!, file.IsJson).Root!;
        Take(after, path)!.ToJsonString().ShouldBe("7");
        JsonNode.DeepEquals(before, after).ShouldBeTrue();
    }

    /// <summary>Takes a value out of a tree.</summary>
    private static JsonNode? Take(JsonNode root, string path)
    {
        IReadOnlyList<PathSegment> segments = ConfigurationPath.Parse(path)!;
        JsonNode parent = root;
        foreach (PathSegment segment in segments.Take(segments.Count - 1))
        {
            parent = segment.Key is { } key ? parent[key]! : parent[segment.Index]!;
        }

        JsonObject members = parent.AsObject();
        JsonNode? taken = members[segments[^1].Key!];
        members.Remove(segments[^1].Key!);
        return taken;
    }

    /// <summary>A file of sections, lists of sections and values, with comments, quotes and blanks as people leave them.</summary>
    private sealed class InventedFile
    {
        private readonly StringBuilder _text = new();
        private readonly int _step;
        private int _names;

        public InventedFile(int seed)
        {
            Random = new Random(seed);
            IsJson = Random.Next(2) == 0;
            _step = Random.Next(1, 5);
            if (IsJson)
            {
                JsonSection("", 0);
                _text.Append('\n');
            }
            else
            {
                YamlSection("", 0, dash: false);
            }

            Text = Random.Next(4) == 0 ? _text.ToString().TrimEnd('\n') : _text.ToString();
        }

        public Random Random { get; }

        public bool IsJson { get; }

        public string Name => IsJson ? "c.jsonc" : "c.yaml";

        public string Text { get; }

        public List<string> Paths { get; } = [];

        public List<string> Sections { get; } = [];

        private string Scalar() => Random.Next(6) switch
        {
            0 => Random.Next(1000).ToString(CultureInfo.InvariantCulture),
            1 => "1.5e-3",
            2 => "true",
            3 => "\"text # with \\\" marks: {}\"",
            4 when !IsJson => "'it''s'",
            5 when !IsJson => "plain words, here",
            _ => "null",
        };

        private string Comment() => Random.Next(3) == 0 ? IsJson ? " // note: 1, {" : "   # note: \"1\", {" : "";

        private void YamlSection(string path, int indent, bool dash)
        {
            Sections.Add(path);
            int members = Random.Next(1, 5);
            for (int i = 0; i < members; i++)
            {
                string name = "k" + _names++;
                string member = ConfigurationPath.Member(path, name);
                string start = new(' ', indent);
                if (dash && i == 0)
                {
                    start = new string(' ', indent - 2) + "- ";
                }
                else if (Random.Next(5) == 0)
                {
                    _text.Append(start).Append("# about ").Append(name).Append(Random.Next(2) == 0 ? "\n\n" : "\n");
                }

                switch (indent < 12 ? Random.Next(6) : 5)
                {
                    case 0:
                        _text.Append(start).Append(name).Append(':').Append(Comment()).Append('\n');
                        YamlSection(member, indent + _step, dash: false);
                        break;
                    case 1:
                        _text.Append(start).Append(name).Append(":\n");
                        for (int item = 0; item < Random.Next(1, 4); item++)
                        {
                            YamlSection(ConfigurationPath.Item(member, item), indent + 2, dash: true);
                        }

                        break;
                    case 2:
                        Sections.Add(member);
                        Paths.Add(ConfigurationPath.Member(member, "f"));
                        _text.Append(start).Append(name).Append(": {e: [1, 2], f: ").Append(Random.Next(9)).Append('}').Append(Comment()).Append('\n');
                        break;
                    default:
                        Paths.Add(member);
                        _text.Append(start).Append(name).Append(':').Append(' ', Random.Next(1, 3)).Append(Scalar()).Append(Comment()).Append('\n');
                        break;
                }
            }

            EnsurePath(path, indent);
        }

        private void EnsurePath(string path, int indent)
        {
            if (path.Length == 0)
            {
                Paths.Add("last");
                _text.Append(' ', indent).Append("last: 3\n");
            }
        }

        private void JsonSection(string path, int indent)
        {
            Sections.Add(path);
            string start = new(' ', indent + _step);
            bool lines = Random.Next(4) > 0;
            string end = lines ? "\n" + start : " ";
            _text.Append('{');
            int members = Random.Next(1, 4);
            for (int i = 0; i < members; i++)
            {
                string name = "k" + _names++;
                string member = ConfigurationPath.Member(path, name);
                _text.Append(i > 0 ? "," : "").Append(lines ? Comment() : "").Append(end).Append('"').Append(name).Append("\": ");
                switch (indent < 12 ? Random.Next(5) : 4)
                {
                    case 0:
                        JsonSection(member, indent + _step);
                        break;
                    case 1:
                        _text.Append('[');
                        JsonSection(ConfigurationPath.Item(member, 0), indent + _step);
                        _text.Append(']');
                        break;
                    default:
                        Paths.Add(member);
                        _text.Append(Scalar());
                        break;
                }
            }

            if (path.Length == 0)
            {
                Paths.Add("last");
                _text.Append(',').Append(end).Append("\"last\": 3");
            }

            _text.Append(lines && Random.Next(3) == 0 ? "," : "").Append(lines ? Comment() + "\n" + new string(' ', indent) : "").Append('}');
        }
    }
}
