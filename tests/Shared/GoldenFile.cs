namespace Vigil.Testing;

/// <summary>
/// Files in the repository that must say what the code says: generated pages and pinned output. Tests compare them;
/// with <c>VIGIL_UPDATE_GOLDEN=1</c> in the environment they are written instead, to be read in the diff before commit.
/// </summary>
internal static class GoldenFile
{
    private static readonly bool s_update = Environment.GetEnvironmentVariable("VIGIL_UPDATE_GOLDEN") == "1";

    /// <summary>The whole file must be this text.</summary>
    /// <param name="path">Relative to the repository's root, with slashes.</param>
    /// <param name="actual">What the code says now; lines end in a line feed.</param>
    public static void ShouldHold(string path, string actual)
    {
        string file = Repository.At(path);
        if (s_update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        string expected = File.Exists(file) ? Read(file) : "";
        actual.ShouldBe(expected, Advice(path));
    }

    /// <summary>
    /// The part of a file between <c>&lt;!-- generated: NAME --&gt;</c> and <c>&lt;!-- end of NAME --&gt;</c> must be this text; the rest
    /// of the file is written by hand.
    /// </summary>
    /// <param name="path">Relative to the repository's root, with slashes.</param>
    /// <param name="name">Name of the part.</param>
    /// <param name="actual">What the code says now; lines end in a line feed.</param>
    public static void ShouldHoldPart(string path, string name, string actual)
    {
        string file = Repository.At(path);
        string text = Read(file);
        string first = $"<!-- generated: {name} -->\n";
        string last = $"<!-- end of {name} -->";
        int from = text.IndexOf(first, StringComparison.Ordinal);
        int to = text.IndexOf(last, StringComparison.Ordinal);
        (from >= 0 && to > from).ShouldBeTrue($"{path} has no part '{name}' between '{first.Trim()}' and '{last}'");
        from += first.Length;
        string wanted = "\n" + actual + "\n";
        if (s_update)
        {
            File.WriteAllText(file, text[..from] + wanted + text[to..]);
            return;
        }

        wanted.ShouldBe(text[from..to], Advice(path));
    }

    private static string Read(string file) => File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string Advice(string path) =>
        $"{path} does not say what the code says. If the change is meant: VIGIL_UPDATE_GOLDEN=1 dotnet test, and read the diff.";
}
