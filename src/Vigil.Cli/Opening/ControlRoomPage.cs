using Vigil.Collection.Launch;

namespace Vigil.Cli.Opening;

/// <summary>
/// Opens the page of a run: in a control room that serves its database already, else in one that is started for it and ends
/// by itself once nobody needs it. Whatever fails is said and disturbs nothing.
/// </summary>
internal static class ControlRoomPage
{
    /// <summary>Opens it. To be called before the program is started.</summary>
    /// <param name="database">The database, absolute.</param>
    /// <param name="runId">The run.</param>
    /// <returns>What to tell the user; null when a browser opens.</returns>
    public static string? Open(string database, string runId)
    {
        bool isServed = RunningControlRoom.Serves(RunningControlRoom.UsualPort, database);
        int port = isServed ? RunningControlRoom.UsualPort : RunningControlRoom.FreePort();
        string page = $"/runs/{runId}";
        string address = $"http://127.0.0.1:{port}{page}";
        IReadOnlyList<string>? browser = Browser.Command(address);
        bool started = isServed
            ? browser is null || DetachedProgram.TryStart(browser)
            : Self() is { } self && DetachedProgram.TryStart([.. self, "serve", "--port", $"{port}", "--db", database, "--while-used", .. (browser is null ? (string[])[] : ["--open", page])]);
        return !started ? $"the page of this run cannot be opened here: start vigil serve --db {database}"
            : browser is null ? $"this run is at {address}"
            : null;
    }

    /// <summary>This program: the command itself, or the runtime with its library.</summary>
    private static IReadOnlyList<string>? Self() => Environment.ProcessPath is not { } process ? null
        : Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, Path.Combine(AppContext.BaseDirectory, "vigil.dll")]
        : [process];
}
