using System.Text;
using System.Text.Json.Nodes;

namespace Vigil.Collection.Snapshot;

/// <summary>
/// Finds the configuration files that a command line names, and keeps them as text and parsed. Bounded: at most
/// <see cref="MaxFiles"/> files of at most <see cref="MaxBytes"/> each; values with secret names are masked.
/// </summary>
internal static class ConfigurationFiles
{
    private const int MaxFiles = 8;
    private const int MaxBytes = 256 * 1024;

    private static readonly string[] s_extensions = [".yaml", ".yml", ".json", ".jsonc", ".toml", ".ini", ".cfg", ".conf"];

    public static JsonArray Read(IReadOnlyList<string> command, string workingDirectory)
    {
        var files = new JsonArray();
        var seen = new HashSet<string>();
        foreach (string argument in command.Skip(1))
        {
            if (files.Count < MaxFiles && Find(argument, workingDirectory) is { } path && seen.Add(path))
            {
                files.Add((JsonNode)Read(argument, path));
            }
        }

        return files;
    }

    /// <summary>An argument names a file by itself, as <c>--config=FILE</c>, or as Hydra's <c>key=FILE</c>.</summary>
    private static string? Find(string argument, string workingDirectory)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        foreach (string candidate in equals < 0 ? [argument] : new[] { argument[(equals + 1)..], argument })
        {
            if (s_extensions.Contains(Path.GetExtension(candidate).ToLowerInvariant()) && candidate.IndexOf('\0', StringComparison.Ordinal) < 0)
            {
                string path = Path.GetFullPath(candidate, workingDirectory);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }

    private static JsonObject Read(string argument, string path)
    {
        var file = new JsonObject { ["path"] = path };
        try
        {
            var info = new FileInfo(path);
            file["bytes"] = info.Length;
            if (info.Length > MaxBytes)
            {
                file["error"] = $"Larger than {MaxBytes / 1024} KiB: not kept.";
                return file;
            }

            KeptConfiguration kept = KeptConfiguration.Of(path, File.ReadAllText(path, Encoding.UTF8));
            if (kept.Parsed is not null)
            {
                file["parsed"] = kept.Parsed;
            }

            if (kept.Error is not null)
            {
                file["error"] = kept.Error;
            }

            file["text"] = kept.Text;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file["error"] = exception.Message;
        }

        return file;
    }
}
