using System.Text;
using Vigil.Collection.Launch;
using Vigil.LaunchHost;

// launch-host [--sink FOLDER] [--throw] [--set NAME=VALUE] [--cd FOLDER] [--notice TEXT] -- COMMAND ARGUMENTS...
// Runs the command and exits as a shell would. With --sink, the copy of the output and what was reported lie there.
string? folder = null;
string? workingDirectory = null;
string? notice = null;
bool throwing = false;
var additions = new Dictionary<string, string>(StringComparer.Ordinal);
int next = 0;
for (; next < args.Length && args[next] != "--"; next++)
{
    switch (args[next])
    {
        case "--sink":
            folder = args[++next];
            break;
        case "--throw":
            throwing = true;
            break;
        case "--set":
            string[] parts = args[++next].Split('=', 2);
            additions[parts[0]] = parts[1];
            break;
        case "--cd":
            workingDirectory = args[++next];
            break;
        case "--notice":
            notice = args[++next];
            break;
    }
}

using var recorder = new Recorder(folder, throwing);
LaunchResult result = ProgramLauncher.Start(new LaunchOptions
{
    FileName = args[next + 1],
    Arguments = args[(next + 2)..],
    EnvironmentAdditions = additions,
    WorkingDirectory = workingDirectory,
    Sink = recorder,
    Listener = recorder,
});

switch (result)
{
    case LaunchResult.Started started:
        using (WatchedProgram program = started.Program)
        {
            recorder.Report($"pid {program.ProcessId} terminal {program.HasOwnTerminal}");
            if (notice is not null)
            {
                program.WriteNotice(notice + "\n");
            }

            ProgramExit exit = program.Wait();
            foreach (OrphanExit orphan in program.TakeOrphanExits())
            {
                recorder.Report($"orphan {orphan.ProcessId} {orphan.Exit.ShellCode}");
            }

            recorder.Report($"exit {exit.ShellCode} signal {exit.Signal} lost {program.LostOutputBytes} resident {exit.MaxResidentBytes}");
            return exit.ShellCode ?? 255;
        }

    case LaunchResult.NotFound notFound:
        return Refuse(notFound.Reason, LaunchResult.NotFound.ExitCode);
    case LaunchResult.NotExecutable notExecutable:
        return Refuse(notExecutable.Reason, LaunchResult.NotExecutable.ExitCode);
    case LaunchResult.Failed failed:
        return Refuse(failed.Reason, 125);
    default:
        return 124;
}

static int Refuse(string reason, int code)
{
    using Stream error = Console.OpenStandardError();
    error.Write(Encoding.UTF8.GetBytes(reason + "\n"));
    return code;
}
