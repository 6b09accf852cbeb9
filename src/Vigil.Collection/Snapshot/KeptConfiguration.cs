using System.Text.Json.Nodes;
using Vigil.Configuration.Parsing;
using Vigil.Core.Secrets;

namespace Vigil.Collection.Snapshot;

/// <summary>A configuration file as a snapshot keeps it: without its secrets.</summary>
/// <param name="Text">The text, secrets masked.</param>
/// <param name="Parsed">What it says, secrets masked; null for formats that are not parsed, and where it is wrong.</param>
/// <param name="Error">What is wrong with it; null when nothing is.</param>
public sealed record KeptConfiguration(string Text, JsonNode? Parsed, string? Error)
{
    /// <summary>Masks a text. Equal texts give equal results: a file can be held against the snapshot of a run.</summary>
    /// <param name="path">Path of the file: its extension tells the format.</param>
    /// <param name="text">The text, without a byte order mark.</param>
    public static KeptConfiguration Of(string path, string text)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is not (".yaml" or ".yml" or ".json" or ".jsonc"))
        {
            return new KeptConfiguration(Redaction.MaskText(Redaction.MaskLines(text)), null, null);
        }

        // Parsed before it is masked: a masked text need be neither YAML nor JSON any more.
        (JsonNode? root, string? error) = ConfigurationParser.Parse(text, isJson: extension.StartsWith(".json", StringComparison.Ordinal));
        IReadOnlyCollection<string> secrets = Redaction.MaskTree(root);
        return new KeptConfiguration(Redaction.MaskText(root is not null ? text : Redaction.MaskLines(text), secrets), root, error);
    }
}
