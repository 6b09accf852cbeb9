using System.Text.Json.Nodes;

namespace Vigil.Collection.Snapshot;

/// <summary>
/// Guesses where a training program writes its results, from its command line and configuration files, by the names that
/// trainers use: Hugging Face's <c>--output_dir</c>, Lightning's <c>default_root_dir</c>, ai-toolkit's
/// <c>training_folder</c>, and their kin.
/// </summary>
internal static class OutputFolder
{
    private static readonly string[] s_names =
    [
        "output_dir", "output_folder", "output_path", "outdir", "out_dir", "save_dir", "save_folder", "checkpoint_dir",
        "checkpoint_path", "ckpt_dir", "default_root_dir", "training_folder", "logging_dir", "log_dir", "logdir", "work_dir",
        "run_dir", "results_dir", "output", "save_path",
    ];

    /// <summary>The folder; null when nothing names one. It need not exist yet.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="configuration">The snapshot's configuration files.</param>
    /// <param name="workingDirectory">Folder that relative paths start from.</param>
    public static string? Find(IReadOnlyList<string> command, JsonArray? configuration, string workingDirectory)
    {
        string? found = FromArguments(command);
        foreach (JsonNode? file in configuration ?? [])
        {
            found ??= FromTree(file?["parsed"], 0);
        }

        return string.IsNullOrWhiteSpace(found) || found.Contains("://", StringComparison.Ordinal) || found.Contains('\0', StringComparison.Ordinal)
            ? null
            : Path.GetFullPath(found, workingDirectory);
    }

    private static string? FromArguments(IReadOnlyList<string> command)
    {
        for (int i = 1; i < command.Count; i++)
        {
            int equals = command[i].IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? command[i] : command[i][..equals];
            if ((equals > 0 || name.StartsWith('-')) && IsName(name.TrimStart('-', '+')))
            {
                return equals > 0 ? command[i][(equals + 1)..] : i + 1 < command.Count ? command[i + 1] : null;
            }
        }

        return null;
    }

    private static string? FromTree(JsonNode? node, int depth)
    {
        if (depth > 8)
        {
            return null;
        }

        IEnumerable<KeyValuePair<string, JsonNode?>> children = node switch
        {
            JsonObject mapping => mapping,
            JsonArray array => array.Select(item => KeyValuePair.Create("", item)),
            _ => [],
        };
        foreach ((string name, JsonNode? child) in children)
        {
            if (child is JsonValue value && IsName(name) && value.TryGetValue(out string? text))
            {
                return text;
            }

            if (FromTree(child, depth + 1) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static bool IsName(string name)
    {
        string last = name[(name.LastIndexOf('.') + 1)..].Replace('-', '_').ToLowerInvariant();
        return Array.IndexOf(s_names, last) >= 0;
    }
}
