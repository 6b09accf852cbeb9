using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Vigil.Collection.Snapshot;

/// <summary>
/// The interpreter of a Python command and the versions of the packages that matter to training, read from the names of
/// their metadata folders: nothing is executed.
/// </summary>
internal static partial class PythonEnvironment
{
    private static readonly HashSet<string> s_packages = new(StringComparer.OrdinalIgnoreCase)
    {
        "torch", "torchvision", "torchaudio", "lightning", "pytorch_lightning", "transformers", "accelerate", "diffusers",
        "deepspeed", "datasets", "peft", "trl", "tensorflow", "keras", "jax", "jaxlib", "flax", "numpy", "bitsandbytes",
        "xformers", "triton", "timm", "ultralytics", "tokenizers", "safetensors", "tensorboard", "torchtune", "tqdm",
    };

    /// <summary>Facts of the interpreter that a command starts; null when it starts none.</summary>
    /// <param name="executable">Full path of the program.</param>
    public static JsonObject? Read(string? executable)
    {
        if (executable is null || !PythonName().IsMatch(Path.GetFileName(executable)))
        {
            return null;
        }

        string target = Resolve(executable);
        var versions = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string folder in PackageFolders(executable, target))
        {
            foreach (string entry in Folders(folder))
            {
                Match match = MetadataName().Match(Path.GetFileName(entry));
                if (match.Success && s_packages.Contains(match.Groups["name"].Value.Replace('-', '_')))
                {
                    versions.TryAdd(match.Groups["name"].Value, match.Groups["version"].Value);
                }
            }
        }

        return new JsonObject
        {
            ["executable"] = target,
            ["version"] = PythonName().Match(Path.GetFileName(target)).Groups["version"] is { Success: true } version ? version.Value : null,
            ["packages"] = new JsonObject(versions.Select(package => KeyValuePair.Create(package.Key, (JsonNode?)package.Value))),
        };
    }

    private static string Resolve(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (IOException)
        {
            return path;
        }
    }

    /// <summary>A virtual environment's own packages come first; Debian keeps its packages in <c>dist-packages</c>.</summary>
    private static IEnumerable<string> PackageFolders(string executable, string target)
    {
        foreach (string? prefix in new[] { executable, target }.Select(path => Path.GetDirectoryName(Path.GetDirectoryName(path))))
        {
            if (prefix is null)
            {
                continue;
            }

            foreach (string library in Folders(Path.Combine(prefix, "lib")).Where(folder => Path.GetFileName(folder).StartsWith("python3", StringComparison.Ordinal)))
            {
                yield return Path.Combine(library, "site-packages");
                yield return Path.Combine(library, "dist-packages");
            }

            yield return Path.Combine(prefix, "local", "lib", "python3", "dist-packages");
        }
    }

    private static string[] Folders(string path)
    {
        try
        {
            return Directory.GetFileSystemEntries(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"^(python|pypy)(?<version>\d+(\.\d+)*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PythonName();

    [GeneratedRegex(@"^(?<name>[A-Za-z0-9_.\-]+?)-(?<version>\d[^\-]*?)(-py\d.*)?\.(dist-info|egg-info)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MetadataName();
}
