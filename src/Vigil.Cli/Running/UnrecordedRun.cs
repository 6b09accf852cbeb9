using Vigil.Collection.Launch;

namespace Vigil.Cli.Running;

/// <summary><c>vigil run</c> with <c>monitoring.enabled: false</c>: starts the program, keeps its exit code, records nothing.</summary>
internal static class UnrecordedRun
{
    /// <summary>Runs to the program's end.</summary>
    /// <returns>The exit code for Vigil's caller.</returns>
    public static async Task<int> RunAsync(RunRequest request, TimeProvider time)
    {
        LaunchResult result = ProgramLauncher.Start(new LaunchOptions
        {
            FileName = request.Command[0],
            Arguments = [.. request.Command.Skip(1)],
            TimeProvider = time,
        });
        switch (result)
        {
            case LaunchResult.Started started:
                using (started.Program)
                {
                    ProgramExit exit = await started.Program.WaitAsync(CancellationToken.None);
                    return exit.ShellCode ?? ExitCodes.Failure;
                }

            case LaunchResult.NotFound missing:
                return Refuse(missing.Reason, ExitCodes.NotFound);
            case LaunchResult.NotExecutable refused:
                return Refuse(refused.Reason, ExitCodes.NotExecutable);
            case LaunchResult.Failed failed:
                return Refuse(failed.Reason, ExitCodes.RunFailed);
            default:
                throw new InvalidOperationException("A launch has an outcome that is not known here.");
        }
    }

    private static int Refuse(string reason, int exitCode)
    {
        StandardError.Write($"vigil: {reason}\n");
        return exitCode;
    }
}
