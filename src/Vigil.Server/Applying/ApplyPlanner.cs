using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Analysis.Recommendations;
using Vigil.Collection.Snapshot;
using Vigil.Configuration.Dialects;
using Vigil.Configuration.Editing;
using Vigil.Core.Runs;

namespace Vigil.Server.Applying;

/// <summary>Works out what applying recommendations comes to; writes nothing.</summary>
public static class ApplyPlanner
{
    /// <summary>Text as it stands, byte for byte: what is no UTF-8 is refused rather than mended.</summary>
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Makes the plan.</summary>
    /// <param name="run">The run.</param>
    /// <param name="recommendations">All of its recommendations.</param>
    /// <param name="request">What was asked for.</param>
    /// <exception cref="ApplyException">It cannot be done.</exception>
    public static ApplyPlan Plan(RunRecord run, IReadOnlyList<Recommendation> recommendations, ApplyRequest request)
    {
        IReadOnlyList<Recommendation> picked = Pick(recommendations, request.Picks);
        SettingChange[] changes = [.. picked.SelectMany(recommendation => recommendation.Changes)];
        string[] files = [.. changes.Select(change => change.Place.File).OfType<string>().Distinct()];
        if (request.Output is not null && files.Length > 1)
        {
            throw new ApplyException($"--output takes one file, and {files.Length} would be changed ({string.Join(", ", files)}): leave it out, or pick recommendations of one file with --pick.");
        }

        FilePatch[] patches = [.. files.Select(file => Patch(run, file, changes.Where(change => change.Place.File == file), request))];
        IReadOnlyList<string> command = CommandLineEditor.Edit(run.Start.Command, changes);
        if (request.Output is { } output && files.Length == 1)
        {
            command = [.. command.Select(word => Rename(word, files[0], output, run.Start.WorkingDirectory))];
        }

        Recommendation[] others = [.. recommendations.Where(recommendation => recommendation.AlternativeTo is { } first && picked.Any(one => one.Number == first) && !picked.Contains(recommendation))];
        return new ApplyPlan(picked, others, patches, command, !command.SequenceEqual(run.Start.Command));
    }

    private static Recommendation[] Pick(IReadOnlyList<Recommendation> recommendations, IReadOnlyList<int> picks)
    {
        if (recommendations.Count == 0)
        {
            throw new ApplyException("there is nothing to apply: the analysis of this run recommends nothing.");
        }

        foreach (int pick in picks)
        {
            if (pick < 1 || pick > recommendations.Count)
            {
                throw new ApplyException(string.Create(CultureInfo.InvariantCulture, $"there is no recommendation {pick}: this run has 1 to {recommendations.Count}. 'vigil analyze' lists them."));
            }

            if (recommendations[pick - 1].Changes.Count == 0)
            {
                Recommendation recommendation = recommendations[pick - 1];
                throw new ApplyException($"recommendation {pick} cannot be applied for you: no place for it is known in this run's configuration or command line. What to do: {recommendation.Action}.");
            }
        }

        Recommendation[] picked = [.. picks.Count > 0
            ? picks.Distinct().Order().Select(pick => recommendations[pick - 1])
            : recommendations.Where(recommendation => recommendation.Changes.Count > 0 && recommendation.AlternativeTo is null)];
        return picked.Length > 0 ? picked : throw new ApplyException(
            "there is nothing to apply: none of the recommendations names a setting that this run's configuration or command line has a place for. 'vigil analyze' lists them.");
    }

    private static FilePatch Patch(RunRecord run, string file, IEnumerable<SettingChange> changes, ApplyRequest request)
    {
        string path = Resolve(file);
        byte[] before = ReadFile(path);
        string text;
        try
        {
            text = s_strict.GetString(before);
        }
        catch (DecoderFallbackException)
        {
            throw new ApplyException($"'{file}' is not UTF-8 text: change it by hand.");
        }

        if (!request.Force)
        {
            RefuseIfChanged(run, file, text);
        }

        EditResult result = ConfigurationEditor.Edit(path, text, changes);
        if (result.Text is null)
        {
            throw new ApplyException($"'{file}': {result.Refusal} Nothing was changed; other recommendations can be applied with --pick.");
        }

        string target = request.Output is { } output ? Path.GetFullPath(output) : path;
        if (target != path && !request.Force && File.Exists(target))
        {
            throw new ApplyException($"'{target}' exists already: name another file, or use --force to write over it.");
        }

        string name = Path.GetFileName(path);
        string diff = UnifiedDiff.Of(KeptConfiguration.Of(path, WithoutMark(text)).Text, KeptConfiguration.Of(path, WithoutMark(result.Text)).Text, name, Path.GetFileName(target));
        return new FilePatch(path, target, before, s_strict.GetBytes(result.Text), diff);
    }

    private static void RefuseIfChanged(RunRecord run, string file, string text)
    {
        JsonObject? kept = (run.Start.Snapshot?["configuration"] as JsonArray)?.OfType<JsonObject>()
            .FirstOrDefault(entry => entry["path"] is JsonValue path && path.TryGetValue(out string? name) && Path.GetFullPath(name, run.Start.WorkingDirectory) == file);
        if (kept?["text"] is not JsonValue value || !value.TryGetValue(out string? then))
        {
            throw new ApplyException($"the run does not tell what '{file}' said when it started: look at it, and use --force to change it all the same.");
        }

        if (KeptConfiguration.Of(file, WithoutMark(text)).Text != then)
        {
            throw new ApplyException($"'{file}' has changed since the run started, so the advice may not fit it any more: look at it, and use --force to change it all the same.");
        }
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ApplyException($"'{path}' is gone: put it back, or apply the settings by hand.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new ApplyException($"'{path}' cannot be read: permission denied. Run vigil as its owner.", exception);
        }
        catch (IOException exception)
        {
            throw new ApplyException($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The file behind a link: replacing the link itself would leave the file that others read as it was.</summary>
    private static string Resolve(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    /// <summary>A word of the command line that names the old file names the new one.</summary>
    private static string Rename(string word, string file, string output, string workingDirectory)
    {
        int start = word.IndexOf('=', StringComparison.Ordinal) + 1;
        string name = word[start..];
        return name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal) && Path.GetFullPath(name, workingDirectory) == file ? word[..start] + Path.GetFullPath(output) : word;
    }

    private static string WithoutMark(string text) => text.StartsWith('\uFEFF') ? text[1..] : text;
}
