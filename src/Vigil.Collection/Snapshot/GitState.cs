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
    /// <param name="deadline">The most to wait for an answer; the commit may take as long again where that runs out.</param>
    public static async Task<JsonObject?> ReadAsync(string directory, TimeSpan deadline)
    {
        if (!IsInRepository(directory))
        {
            return null;
        }

        // One call tells all; a slow disk that keeps the changes back should not keep the commit back too.
        string? status = await AskAsync(directory, ["--no-optional-locks", "status", "--porcelain=v2", "--branch", "--untracked-files=no"], deadline);
        if (status is not null)
        {
            return Parse(status);
        }

        string? head = await AskAsync(directory, ["rev-parse", "HEAD"], deadline);
        return head is null ? null : new JsonObject { ["commit"] = head.Trim(), ["branch"] = null, ["dirty"] = null };
    }

    /// <summary>Lines that start with <c>#</c> are headings; every other one is a change.</summary>
    private static JsonObject? Parse(string status)
    {
        const string CommitHeading = "# branch.oid ";
        const string BranchHeading = "# branch.head ";
        string? commit = null;
        string? branch = null;
        bool dirty = false;
        foreach (string line in status.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            commit = line.StartsWith(CommitHeading, StringComparison.Ordinal) ? line[CommitHeading.Length..] : commit;
            branch = line.StartsWith(BranchHeading, StringComparison.Ordinal) ? line[BranchHeading.Length..] : branch;
            dirty |= !line.StartsWith('#');
        }

        // A repository without any commit says so in place of one.
        return commit is null or "(initial)" ? null : new JsonObject { ["commit"] = commit, ["branch"] = branch, ["dirty"] = dirty };
    }

    /// <summary>Whether a <c>.git</c> stands here or above: starting git is dear where there is none.</summary>
    private static bool IsInRepository(string directory)
    {
        if (Environment.GetEnvironmentVariable("GIT_DIR") is { Length: > 0 })
        {
            return true;
        }

        for (string? folder = directory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string entry = Path.Combine(folder, ".git");
            if (Directory.Exists(entry) || File.Exists(entry))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<string?> AskAsync(string directory, string[] arguments, TimeSpan deadline)
    {
        using var timeout = new CancellationTokenSource(deadline);
        CancellationToken cancellation = timeout.Token;
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
