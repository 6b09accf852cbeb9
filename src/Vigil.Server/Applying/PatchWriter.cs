using System.Globalization;

namespace Vigil.Server.Applying;

/// <summary>
/// Writes patched files so that nothing is lost whatever happens: the new text goes to a temporary file beside the old one,
/// the old one is copied, and only when all of that stands on disk do the new files take their places, each in one step.
/// </summary>
public static class PatchWriter
{
    private const int MostBackups = 1000;

    /// <summary>Writes all files or none.</summary>
    /// <param name="patches">The files.</param>
    /// <returns>By file, where its original is kept; null where there was none to keep.</returns>
    /// <exception cref="ApplyException">A file could not be written; nothing was changed.</exception>
    public static IReadOnlyDictionary<FilePatch, string?> Write(IReadOnlyList<FilePatch> patches)
    {
        var made = new List<string>();
        var ready = new List<(FilePatch Patch, string Temporary)>();
        var backups = new Dictionary<FilePatch, string?>();
        string current = "";
        try
        {
            foreach (FilePatch patch in patches.Where(patch => !patch.ReplacesOriginal || !patch.Before.AsSpan().SequenceEqual(patch.After)))
            {
                current = patch.Target;
                UnixFileMode? mode = OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(patch.Path);
                backups[patch] = patch.ReplacesOriginal ? Backup(patch, mode, made) : null;
                string temporary = patch.Target + $".vigil-{Environment.ProcessId}";
                Create(temporary, patch.After, mode, made);
                ready.Add((patch, temporary));
            }

            foreach ((FilePatch patch, string temporary) in ready)
            {
                current = patch.Target;
                File.Move(temporary, patch.Target, overwrite: true);
                made.Remove(temporary);
                if (backups[patch] is { } backup)
                {
                    made.Remove(backup);
                }
            }

            return backups;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            foreach (string leftover in made)
            {
                Delete(leftover);
            }

            throw new ApplyException(Explain(current, exception), exception);
        }
    }

    /// <summary>A copy under a name that nobody has: an earlier original is never written over.</summary>
    private static string Backup(FilePatch patch, UnixFileMode? mode, List<string> made)
    {
        for (int i = 0; i < MostBackups; i++)
        {
            string name = patch.Path + ".orig" + (i == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".{i}"));
            if (!Path.Exists(name))
            {
                Create(name, patch.Before, mode, made);
                return name;
            }
        }

        throw new IOException($"there are {MostBackups} originals beside it already");
    }

    /// <summary>Never readable for more people than the original, not even for a moment: it may hold secrets.</summary>
    private static void Create(string path, byte[] bytes, UnixFileMode? mode, List<string> made)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (mode is not null && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode.Value | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(path, options))
        {
            made.Add(path);
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        // The creation mode was cut by the umask.
        if (mode is not null && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode.Value);
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is left over is a copy; the original stands.
        }
    }

    /// <summary>What went wrong, in words, and what to do.</summary>
    /// <param name="path">The file.</param>
    /// <param name="exception">What the system said.</param>
    public static string Explain(string path, Exception exception)
    {
        // Numbers of Linux; elsewhere the system's own sentence is shown.
        const int NoSpaceLeft = 28;
        const int QuotaExceeded = 122;
        const int ReadOnlyFileSystem = 30;
        string reason = exception switch
        {
            UnauthorizedAccessException => $"permission denied in '{Path.GetDirectoryName(path)}'. Run vigil as its owner, or use --output FILE to write elsewhere",
            DirectoryNotFoundException => "there is no such folder",
            IOException { HResult: NoSpaceLeft } => "the disk is full. Free some space, or use --output FILE to write elsewhere",
            IOException { HResult: QuotaExceeded } => "the disk quota is used up. Free some space, or use --output FILE to write elsewhere",
            IOException { HResult: ReadOnlyFileSystem } => "the file system is read-only. Use --output FILE to write elsewhere",
            _ => exception.Message.TrimEnd('.'),
        };
        return $"'{path}' could not be written: {reason}. Nothing was changed.";
    }
}
