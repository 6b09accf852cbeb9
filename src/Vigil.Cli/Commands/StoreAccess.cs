using Vigil.Cli.Reports;
using Vigil.Cli.Settings;
using Vigil.Core.Runs;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite;

namespace Vigil.Cli.Commands;

/// <summary>Opens the database for commands that look at runs; faults become a sentence and an exit code.</summary>
internal static class StoreAccess
{
    /// <summary>Opens the database, closes the runs that lost their recorder, and hands it over.</summary>
    public static int Read(string? path, Func<IRunStore, int> read) => Read(path, null, (store, _) => read(store));

    /// <summary>The same, with the settings; a settings file may be named.</summary>
    public static int Read(string? path, string? configuration, Func<SqliteRunStore, VigilSettings, int> read)
    {
        (VigilSettings settings, IReadOnlyList<string> faults) = CommandSettings.Load(configuration, path is null ? [] : [("db", "--db", path)]);
        if (faults.Count > 0)
        {
            return CommandSettings.Refuse(faults, ExitCodes.Usage);
        }

        string database = DatabasePath.Of(settings);
        try
        {
            if (!File.Exists(database))
            {
                Console.Error.WriteLine($"vigil: there is no database at '{database}': nothing has been recorded there yet. Record a run: vigil run -- python train.py");
                return ExitCodes.Failure;
            }

            using SqliteRunStore store = Open(database, settings);
            return read(store, settings);
        }
        catch (StoreUnavailableException exception)
        {
            Console.Error.WriteLine("vigil: " + exception.Message);
            return ExitCodes.Failure;
        }
    }

    /// <summary>Opens the database and finds the one run that was meant.</summary>
    public static int ReadRun(string? path, string reference, Func<IRunStore, RunRecord, int> read) =>
        ReadRun(path, null, reference, (store, run, _) => read(store, run));

    /// <summary>The same, with the settings; a settings file may be named.</summary>
    public static int ReadRun(string? path, string? configuration, string reference, Func<IRunStore, RunRecord, VigilSettings, int> read) =>
        Read(path, configuration, (store, settings) => FindRun(store, reference, run => read(store, run, settings)));

    /// <summary>Finds the one run that was meant in a store that is open.</summary>
    public static int FindRun(IRunStore store, string reference, Func<RunRecord, int> read)
    {
        IReadOnlyList<RunRecord> found = store.FindRuns(reference);
        switch (found.Count)
        {
            case 1:
                return read(found[0]);
            case 0:
                Console.Error.WriteLine($"vigil: no run is called '{reference}'. 'vigil runs' lists them.");
                return ExitCodes.Failure;
            default:
                Console.Error.WriteLine($"vigil: '{reference}' may mean {found.Count} runs; give more of the id:");
                foreach (RunRecord run in found.Take(10))
                {
                    Console.Error.WriteLine($"  {run.Start.Id}  {Output.RunText.OneLine(run.Start.Name)}");
                }

                return ExitCodes.Failure;
        }
    }

    /// <summary>
    /// A reader also closes orphaned runs, and analyses them, for which it must write; where it may not, it only reads.
    /// </summary>
    private static SqliteRunStore Open(string database, VigilSettings settings)
    {
        try
        {
            SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = database });
            IReadOnlyList<string> closed = store.CloseOrphans();
            if (closed.Count > 0 && settings.AnalyzeOnComplete)
            {
                RunAnalyses.SaveWithin(RunAnalyses.Patience, store, closed, settings, TimeProvider.System);
            }

            return store;
        }
        catch (StoreUnavailableException exception) when (exception.Fault is StoreFault.NoPermission or StoreFault.ReadOnlyFileSystem or StoreFault.Full or StoreFault.InputOutput or StoreFault.Locked)
        {
            return SqliteRunStore.Open(new SqliteStoreOptions { Path = database, ReadOnly = true });
        }
    }
}
