namespace Vigil.Cli.Settings;

/// <summary>Where the database is.</summary>
internal static class DatabasePath
{
    /// <summary>The database that the settings name, else <c>$XDG_DATA_HOME/vigil/vigil.db</c>, else below the home folder.</summary>
    public static string Of(VigilSettings settings) => settings.Database is { } named
        ? Path.GetFullPath(named)
        : Path.Combine(DataHome(), "vigil", "vigil.db");

    /// <summary>A place that can be written when the home folder cannot: the folder for temporary files, one per user.</summary>
    public static string Fallback() => Path.Combine(Path.GetTempPath(), "vigil-" + Environment.UserName, "vigil.db");

    private static string DataHome()
    {
        string? home = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        if (!string.IsNullOrEmpty(home) && Path.IsPathRooted(home))
        {
            return home;
        }

        string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return string.IsNullOrEmpty(local) ? Path.GetTempPath() : local;
    }
}
