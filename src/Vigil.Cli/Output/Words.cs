namespace Vigil.Cli.Output;

/// <summary>
/// Vigil's own words: always on standard error, each line marked, so that the program's output stays its own. Silenced
/// by <c>--quiet</c>; errors are not.
/// </summary>
/// <param name="writer">Standard error.</param>
/// <param name="quiet">Whether notices are kept back.</param>
/// <param name="lineEnd">What ends a line: carriage return and line feed while the terminal is raw.</param>
internal sealed class Words(TextWriter writer, bool quiet, Func<string> lineEnd)
{
    private readonly Lock _lock = new();

    /// <summary>Something worth knowing.</summary>
    public void Notice(string text)
    {
        if (!quiet)
        {
            Error(text);
        }
    }

    /// <summary>Something that went wrong.</summary>
    public void Error(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            Raw("vigil: " + line);
        }
    }

    /// <summary>A line as it is, unless silenced.</summary>
    public void Plain(string line)
    {
        if (!quiet)
        {
            Raw(line);
        }
    }

    private void Raw(string line)
    {
        lock (_lock)
        {
            try
            {
                writer.Write(line + lineEnd());
                writer.Flush();
            }
            catch (IOException)
            {
                // Standard error is closed: nobody listens.
            }
        }
    }
}
