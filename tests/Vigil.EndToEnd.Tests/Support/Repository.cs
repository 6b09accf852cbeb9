namespace Vigil.EndToEnd.Tests.Support;

/// <summary>Where the parts of the repository are that tests run.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The built program, beside the tests.</summary>
    public static string Vigil { get; } = Path.Combine(AppContext.BaseDirectory, "vigil");

    /// <summary>A program of <c>samples/</c>.</summary>
    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    /// <summary>A program that stands beside the tests, in <c>Programs/</c>.</summary>
    public static string Program(string name) => Path.Combine(AppContext.BaseDirectory, "Programs", name);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Vigil.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not lie below Vigil.slnx.");
    }
}
