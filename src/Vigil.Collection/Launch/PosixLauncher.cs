using System.ComponentModel;
using System.Text;
using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Launch;

/// <summary>Prepares descriptors, terminal, signals and limits, and starts the program with them.</summary>
internal static class PosixLauncher
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;

    public static LaunchResult Start(LaunchOptions options)
    {
        IReadOnlyList<byte[]> command = RawCommandLine.Recover([options.FileName, .. options.Arguments]);
        List<byte[]> environment = ProgramEnvironment.With(NativeEnvironment.ReadEnvironment(), options.EnvironmentAdditions);
        byte[]? folder = options.WorkingDirectory is { } path ? Encoding.UTF8.GetBytes(path) : null;
        if (CommandResolver.Resolve(command[0], environment, folder, out byte[] file) is { } refusal)
        {
            return refusal;
        }

        var plan = TerminalPlan.Decide(
            Examine(Input), Examine(Output), Examine(Error), NativeDescriptors.AreSameFile(Output, Error));
        if (!ProgramChannels.TryOpen(plan, out ProgramChannels? channels))
        {
            return new LaunchResult.Failed($"Pipes for the program's output could not be made: {Explain(NativeDescriptors.LastError)}.");
        }

        var request = new SpawnRequest
        {
            Path = file,
            Arguments = command,
            Environment = environment,
            WorkingDirectory = folder,
            ControllingTerminal = channels.Plan.OwnSession ? channels.SlavePath : null,
            Descriptors = channels.ForProgram,

            // SIGPIPE is the runtime's own doing and must not reach the program.
            IgnoredSignals = [.. Enumerable.Range(1, Os.SignalCount)
                .Where(signal => signal != Signals.Pipe && NativeProcesses.IsIgnored(signal))],
        };
        PosixProgram program;
        try
        {
            program = new PosixProgram(options, channels);
        }
        catch (IOException exception)
        {
            return new LaunchResult.Failed($"{CommandResolver.Show(command[0])} could not be started: {exception.Message}");
        }

        int error = program.Start(() => Spawn(request, out int processId) is var failure and not 0 ? -failure : processId);
        if (error == 0)
        {
            return new LaunchResult.Started(program);
        }

        program.Dispose();
        return Refuse(command[0], CommandResolver.From(folder, file), error);
    }

    private static int Spawn(SpawnRequest request, out int processId)
    {
        int started = 0;
        int error = OpenFileLimit.Around(() => NativeSpawn.Spawn(request, out started));
        if (error == Os.ErrorExecFormat && IsText(CommandResolver.From(request.WorkingDirectory, request.Path)))
        {
            // A script without #! is the shell's, as for execvp.
            SpawnRequest script = request with
            {
                Path = "/bin/sh"u8.ToArray(),
                Arguments = ["/bin/sh"u8.ToArray(), request.Path, .. request.Arguments.Skip(1)],
            };
            error = OpenFileLimit.Around(() => NativeSpawn.Spawn(script, out started));
        }

        processId = started;
        return error;
    }

    private static LaunchResult Refuse(byte[] name, byte[] file, int error)
    {
        string shown = CommandResolver.Show(name);
        return error switch
        {
            Os.ErrorNoEntry when NativeEnvironment.Exists(file) =>
                new LaunchResult.NotExecutable($"{shown}: its interpreter (the first line, or the dynamic loader) is not there."),
            Os.ErrorNoEntry => new LaunchResult.NotFound($"{shown}: no such file, or no such folder to start in."),
            Os.ErrorAccess => new LaunchResult.NotExecutable(
                $"{shown}: no permission to execute it (its file system may be mounted noexec, or its interpreter not be executable)."),
            Os.ErrorExecFormat => new LaunchResult.NotExecutable($"{shown}: not a format this system can execute."),
            _ => new LaunchResult.Failed($"{shown} could not be started: {Explain(error)}."),
        };
    }

    private static StandardStream Examine(int descriptor) =>
        !NativeDescriptors.IsInherited(descriptor) ? StandardStream.Closed
        : NativeDescriptors.IsTerminal(descriptor) ? StandardStream.Terminal
        : StandardStream.Other;

    // What shells look at before they take a file for a script: no zero byte in its first line.
    private static bool IsText(byte[] file)
    {
        int descriptor = NativeDescriptors.Open([.. file, 0], Os.OpenReadOnly);
        Span<byte> start = stackalloc byte[128];
        nint length = descriptor < 0 ? 0 : NativeDescriptors.Read(descriptor, start);
        NativeDescriptors.Close(descriptor);
        ReadOnlySpan<byte> text = start[..(int)Math.Max(length, 0)];
        int lineEnd = text.IndexOf((byte)'\n');
        return !(lineEnd < 0 ? text : text[..lineEnd]).Contains((byte)0);
    }

    private static string Explain(int error) => new Win32Exception(error).Message;
}
