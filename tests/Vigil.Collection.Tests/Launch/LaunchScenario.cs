using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Vigil.Collection.Tests.Launch;

/// <summary>Plays a scenario of launch_scenarios.py against the launch host, which lies beside the tests.</summary>
internal static class LaunchScenario
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(4);

    /// <summary>Plays the scenario named like the calling test, which has a capital letter instead.</summary>
    public static async Task PlayAsync([CallerMemberName] string test = "")
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The scenarios look at /proc.");
        string folder = AppContext.BaseDirectory;
        var start = new ProcessStartInfo("python3")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(folder, "Launch", "launch_scenarios.py"));
        start.ArgumentList.Add(Path.Combine(folder, "Vigil.LaunchHost"));
        start.ArgumentList.Add(char.ToLowerInvariant(test[0]) + test[1..]);
        using Process? scenario = TryStart(start);
        Skip.If(scenario is null, "There is no python3 on PATH to play the user.");

        scenario!.StandardInput.Close();
        Task<string> output = scenario.StandardOutput.ReadToEndAsync();
        Task<string> error = scenario.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(s_deadline);
        try
        {
            await scenario.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            scenario.Kill(entireProcessTree: true);
        }

        scenario.ExitCode.ShouldBe(0, $"{await output}{await error}");
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
