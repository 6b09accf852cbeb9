using Vigil.Cli.Settings;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite;

namespace Vigil.Cli.Running;

/// <summary>
/// Opens the database that a run is recorded into. A damaged one is left alone and a fresh one beside it used; a default
/// place that cannot be written (a read-only home) gives way to the folder for temporary files. A place that the user
/// named is never replaced.
/// </summary>
internal static class RunStores
{
    /// <summary>Opens it.</summary>
    /// <param name="settings">Place and bounds.</param>
    /// <param name="notices">Gets a sentence when another file is used than one would expect.</param>
    /// <exception cref="StoreUnavailableException">No database can be used.</exception>
    public static SqliteRunStore Open(VigilSettings settings, List<string> notices)
    {
        string path = DatabasePath.Of(settings);
        try
        {
            return Open(settings, path, notices);
        }
        catch (StoreUnavailableException exception) when (settings.Database is null
            && exception.Fault is StoreFault.NoPermission or StoreFault.ReadOnlyFileSystem or StoreFault.Full or StoreFault.InputOutput)
        {
            string fallback = DatabasePath.Fallback();
            notices.Add($"{exception.Message} This run is recorded in '{fallback}'; look at it with --db {fallback}.");
            return Open(settings, fallback, notices);
        }
    }

    private static SqliteRunStore Open(VigilSettings settings, string path, List<string> notices)
    {
        OpenedStore opened = SqliteRunStore.OpenOrRecover(new SqliteStoreOptions
        {
            Path = path,
            MostStepsPerSecond = (int)settings.StepsPerSecond,
            OutputHeadBytes = settings.LogHeadMebibytes * 1024L * 1024,
            OutputTailBytes = settings.LogTailMebibytes * 1024L * 1024,
        });
        if (opened.Notice is not null)
        {
            notices.Add(opened.Notice);
        }

        return opened.Store;
    }
}
