using System.Diagnostics;
using System.Runtime.InteropServices;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;

namespace Vigil.EndToEnd.Tests.Support;

/// <summary>
/// A folder with a database of its own, and an environment in which nothing of the user's settings shows. What was
/// started in it ends with it.
/// </summary>
internal sealed class Sandbox : IDisposable
{
    private readonly List<RunningProgram> _started = [];

    public Sandbox()
    {
        Folder = Directory.CreateTempSubdirectory("vigil-e2e-").FullName;
        Directory.CreateDirectory(PathOf("home"));
        Directory.CreateDirectory(PathOf("tmp"));
    }

    public string Folder { get; }

    public string Database => PathOf("vigil.db");

    /// <summary>Variables for programs, over those of <see cref="Prepare"/>.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Runs <c>vigil</c> with exactly these arguments.</summary>
    public FinishedProgram Vigil(params string[] arguments) => Start(Repository.Vigil, arguments).Wait();

    /// <summary>Runs a reading command on the database of this folder.</summary>
    public FinishedProgram Ask(params string[] arguments) => Vigil([.. arguments, "--db", Database]);

    /// <summary>Records a program into the database of this folder, to its end.</summary>
    public FinishedProgram Record(params string[] command) => Vigil(["run", "--db", Database, "--", .. command]);

    /// <summary>Records a program with options of <c>vigil run</c>.</summary>
    public FinishedProgram RecordWith(string[] options, params string[] command) =>
        Vigil(["run", "--db", Database, .. options, "--", .. command]);

    /// <summary>Starts to record a program.</summary>
    public RunningProgram StartRecording(string[] options, params string[] command) =>
        Start(Repository.Vigil, ["run", "--db", Database, .. options, "--", .. command]);

    /// <summary>Starts any program here.</summary>
    public RunningProgram Start(string command, params string[] arguments)
    {
        var program = new RunningProgram(Prepare(command, arguments));
        _started.Add(program);
        return program;
    }

    /// <summary>Starts any program here whose standard input stays open.</summary>
    public RunningProgram StartWithInput(string command, params string[] arguments)
    {
        var program = new RunningProgram(Prepare(command, arguments), keepInputOpen: true);
        _started.Add(program);
        return program;
    }

    /// <summary>The newest run.</summary>
    public StoredRun LastRun() => Runs()[0];

    /// <summary>All runs, the newest first.</summary>
    public IReadOnlyList<StoredRun> Runs(string? database = null)
    {
        using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = database ?? Database, ReadOnly = true });
        return [.. store.ListRuns().Select(record => StoredRun.Read(store, record))];
    }

    /// <summary>Looks at the newest run until it is as wanted; there may be no database at first.</summary>
    public StoredRun WaitForRun(string what, Func<StoredRun, bool> condition)
    {
        StoredRun? found = null;
        Deadlines.Until(what, () =>
        {
            if (!File.Exists(Database))
            {
                return false;
            }

            try
            {
                found = Runs() is [var newest, ..] ? newest : null;
            }
            catch (Storage.Faults.StoreUnavailableException)
            {
                return false;
            }

            return found is not null && condition(found);
        });
        return found!;
    }

    public void Dispose()
    {
        foreach (RunningProgram program in _started)
        {
            program.Dispose();
        }

        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A process that is just ending wrote once more; the folder for temporary files is cleared by its owner.
        }
    }

    private ProcessStartInfo Prepare(string command, string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = Folder };
        foreach (string variable in start.Environment.Keys.ToList())
        {
            if (variable.StartsWith("VIGIL_", StringComparison.Ordinal) || variable.StartsWith("AETHERIST_", StringComparison.Ordinal)
                || variable.StartsWith("XDG_", StringComparison.Ordinal))
            {
                start.Environment.Remove(variable);
            }
        }

        start.Environment["HOME"] = PathOf("home");
        start.Environment["TMPDIR"] = PathOf("tmp");
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["LC_ALL"] = "C.UTF-8";
        // The program finds its runtime also where the SDK is not in a place that it knows by itself.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        foreach ((string name, string value) in Variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
