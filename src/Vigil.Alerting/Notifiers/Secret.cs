namespace Vigil.Alerting.Notifiers;

/// <summary>
/// Something that nobody may read in settings, logs or answers: kept in a file or an environment variable, read anew each
/// time it is needed, so that it can be changed without a restart.
/// </summary>
/// <param name="file">The file; its first line counts. Null for a variable.</param>
/// <param name="variable">The environment variable; null for a file.</param>
internal sealed class Secret(string? file, string? variable)
{
    private string? _plain;

    /// <summary>Something that stands in the settings themselves, such as an address on one's own machine.</summary>
    public static Secret Plain(string value) => new(null, null) { _plain = value };

    /// <summary>Reads it.</summary>
    /// <returns>The secret, or why there is none.</returns>
    public (string? Value, string? Fault) Read()
    {
        if (_plain is not null)
        {
            return (_plain, null);
        }

        if (variable is not null)
        {
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? (set, null) : (null, $"the environment variable {variable} is not set");
        }

        try
        {
            return File.ReadLines(file!).FirstOrDefault()?.Trim() is { Length: > 0 } line ? (line, null) : (null, $"{file} is empty");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"{file} cannot be read: {exception.Message}");
        }
    }

    /// <summary>Where it is kept, never what it is.</summary>
    public override string ToString() => _plain is not null ? "given in the settings" : variable is not null ? "$" + variable : file!;
}
