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
        string? version = PythonName().Match(Path.GetFileName(target)).Groups["version"] is { Success: true } group ? group.Value : null;
        var versions = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string folder in PackageFolders(executable, target, version))
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
            ["version"] = version,
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

    /// <summary>
    /// A virtual environment's own packages come first, and are all there are unless it says otherwise. Debian keeps the
    /// packages of its own in <c>lib/python3/dist-packages</c> and those of pip below <c>local</c>.
    /// </summary>
    private static IEnumerable<string> PackageFolders(string executable, string target, string? version)
    {
        string? own = Path.GetDirectoryName(Path.GetDirectoryName(executable));
        string? system = Path.GetDirectoryName(Path.GetDirectoryName(target));
        string?[] prefixes = own is not null && IsClosedEnvironment(own) || own == system ? [own] : [own, system];
        foreach (string? prefix in prefixes)
        {
            if (prefix is null)
            {
                continue;
            }

            foreach (string libraries in new[] { Path.Combine(prefix, "local", "lib"), Path.Combine(prefix, "lib") })
            {
                foreach (string library in Folders(libraries).Where(folder => Serves(Path.GetFileName(folder), version)))
                {
                    yield return Path.Combine(library, "site-packages");
                    yield return Path.Combine(library, "dist-packages");
                }
            }
        }
    }

    /// <summary>Whether <c>lib/python3.12</c> belongs to an interpreter of a version; one that is not told takes all.</summary>
    private static bool Serves(string folder, string? version) =>
        folder == "python3"
        || (version?.Contains('.', StringComparison.Ordinal) == true
            ? folder == "python" + version || folder == "pypy" + version
            : folder.StartsWith("python3", StringComparison.Ordinal) || folder.StartsWith("pypy3", StringComparison.Ordinal));

    private static bool IsClosedEnvironment(string prefix)
    {
        try
        {
            return !File.ReadLines(Path.Combine(prefix, "pyvenv.cfg")).Any(line =>
                line.Split('=', 2, StringSplitOptions.TrimEntries) is ["include-system-site-packages", var value]
                && value.Equals("true", StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
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
