using Vigil.Collection.Files;

namespace Vigil.Collection.Tests;

/// <summary>
/// A captured machine, unpacked into a folder of its own for one test. The capture is one text: a line
/// <c>=== path</c> for each file, then its text.
/// </summary>
internal sealed class CapturedTree : IDisposable
{
    private const string Heading = "=== ";

    private CapturedTree(string root) => Paths = new HostPaths(root);

    public HostPaths Paths { get; }

    /// <summary>Unpacks <c>Fixtures/NAME.tree</c>.</summary>
    public static CapturedTree Open(string name)
    {
        CapturedTree tree = Empty();
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".tree"));
        foreach (string entry in ("\n" + text).Split("\n" + Heading).Skip(1))
        {
            int end = entry.IndexOf('\n');
            string path = end < 0 ? entry : entry[..end];
            string content = end < 0 ? "" : entry[(end + 1)..];
            tree.Write(path, content.Length == 0 || content.EndsWith('\n') ? content : content + "\n");
        }

        return tree;
    }

    public static CapturedTree Empty() => new(Directory.CreateTempSubdirectory("vigil-tree-").FullName);

    /// <summary>Writes a file in place, so that whoever holds it open reads the new text.</summary>
    public void Write(string path, string text)
    {
        string full = Paths.At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public void Dispose() => Directory.Delete(Paths.Root, recursive: true);
}
