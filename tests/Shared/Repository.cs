namespace Vigil.Testing;

/// <summary>The working copy that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its root folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder of it.</summary>
    /// <param name="path">Relative to the root, with slashes.</param>
    public static string At(string path) => Path.Combine(Root, path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Files below some folders, without what builds leave behind.</summary>
    /// <param name="pattern">Name pattern, such as <c>*.cs</c>.</param>
    /// <param name="folders">Relative to the root.</param>
    public static IEnumerable<string> Files(string pattern, params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(At(folder), pattern, SearchOption.AllDirectories))
        .Where(path => !Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar)
            .Any(part => part is "bin" or "obj" or "artifacts" or "node_modules" or ".git"))
        .Order(StringComparer.Ordinal);

    /// <summary>A path as people write it: relative to the root, with slashes.</summary>
    public static string Name(string path) => Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/');

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Vigil.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Vigil.slnx above {AppContext.BaseDirectory}: tests that compare files of the repository run from a build inside it.");
    }
}
