using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Vigil.Collection.Snapshot;

/// <summary>
/// The commit that a folder stands at and whether tracked files were changed, as <c>git</c> itself says, within a
/// deadline: a program's start must not wait for a slow repository.
/// </summary>
internal static class GitState
{
    /// <summary>Asks git. Null when the folder is in no repository or git is not installed.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="deadline">The most to wait for both answers together.</param>
    public static async Task<JsonObject?> ReadAsync(string directory, TimeSpan deadline)
    {
        using var timeout = new CancellationTokenSource(deadline);
        Task<string?> status = AskAsync(directory, ["--no-optional-locks", "status", "--porcelain", "--untracked-files=no"], timeout.Token);
        string? head = await AskAsync(directory, ["rev-parse", "HEAD"], timeout.Token);
        string? branch = await AskAsync(directory, ["rev-parse", "--abbrev-ref", "HEAD"], timeout.Token);
        string? changes = await status;
        return head is null ? null : new JsonObject
        {
            ["commit"] = head.Trim(),
            ["branch"] = branch?.Trim(),
            // Not known when git did not answer in time.
            ["dirty"] = changes is null ? null : changes.Length > 0,
        };
    }

    private static async Task<string?> AskAsync(string directory, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        try
        {
            using Process git = Process.Start(start)!;
            try
            {
                git.StandardInput.Close();
                Task<string> error = git.StandardError.ReadToEndAsync(cancellation);
                string answer = await git.StandardOutput.ReadToEndAsync(cancellation);
                await error;
                await git.WaitForExitAsync(cancellation);
                return git.ExitCode == 0 ? answer : null;
            }
            catch (OperationCanceledException)
            {
                git.Kill();
                return null;
            }
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            return null;
        }
    }
}
