using System.Globalization;
using Vigil.Core.Runs;
using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Commands;

/// <summary><c>vigil run --ui</c> with a browser that writes down what it is asked to open.</summary>
public sealed class RunPageTests : IDisposable
{
    private const int Terminate = 15;

    private readonly Sandbox _sandbox = new();

    private string Opened => _sandbox.PathOf("opened");

    public void Dispose()
    {
        foreach (int server in Servers())
        {
            Machine.Signal(server, Terminate);
        }

        _sandbox.Dispose();
    }

    [SkippableFact]
    public void The_page_of_the_run_opens_and_the_run_is_as_without_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "looks into /proc for the server");
        string browser = _sandbox.PathOf("browser.sh");
        File.WriteAllText(browser, $"#!/bin/sh\necho \"$1\" > {Opened}.new && mv {Opened}.new {Opened}\n");
        File.SetUnixFileMode(browser, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _sandbox.Variables["BROWSER"] = browser;
        using RunningProgram recorder = _sandbox.StartRecording(["--ui"], "sh", "-c", $"while [ ! -e {Opened} ]; do sleep 0.2; done; exit 3");

        recorder.Wait().ShouldEndWith(3);
        StoredRun run = _sandbox.LastRun();
        string page = File.ReadAllText(Opened).Trim();
        page.ShouldEndWith($"/runs/{run.Record.Start.Id}");
        run.Processes.ShouldAllBe(process => !process.Attributes["command_line"].Contains("while-used", StringComparison.Ordinal));
        Servers().ShouldHaveSingleItem();
    }

    /// <summary>Servers over the database of this folder.</summary>
    private int[] Servers() => [.. Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0)
        .Where(pid => pid > 0 && CommandLine(pid) is var line && line.Contains(_sandbox.Database, StringComparison.Ordinal) && line.Contains("--while-used", StringComparison.Ordinal))];

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
