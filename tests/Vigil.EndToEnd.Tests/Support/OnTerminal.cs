using System.Text.Json.Nodes;

namespace Vigil.EndToEnd.Tests.Support;

/// <summary>Runs a command on a pseudo-terminal of its own, as at a person's screen; see <c>Programs/on_terminal.py</c>.</summary>
internal static class OnTerminal
{
    /// <summary>Runs a command to its end.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="script">What the person does, in order: wait for a pattern on the screen, then type or resize.</param>
    /// <param name="command">The command.</param>
    /// <returns>What was on the screen, and the exit code.</returns>
    public static FinishedProgram Run(Sandbox sandbox, JsonArray script, params string[] command)
    {
        Machine.NeedPython();
        return sandbox.Start(Machine.Python, [Repository.Program("on_terminal.py"), script.ToJsonString(), .. command]).Wait();
    }

    /// <summary>Waits for a pattern, then types.</summary>
    public static JsonObject Type(string pattern, string keys) => new() { ["expect"] = pattern, ["type"] = keys };

    /// <summary>Waits for a pattern, then makes the window another size.</summary>
    public static JsonObject Resize(string pattern, int rows, int columns) =>
        new() { ["expect"] = pattern, ["resize"] = new JsonArray(rows, columns) };
}
