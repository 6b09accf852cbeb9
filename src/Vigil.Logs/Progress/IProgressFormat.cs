namespace Vigil.Logs.Progress;

/// <summary>One way in which programs print progress.</summary>
internal interface IProgressFormat
{
    /// <summary>
    /// Reads a line into <paramref name="into"/>, which is clear. False, with nothing of it used, when the line is not of
    /// this format. Looks for its sign first: most lines are not.
    /// </summary>
    bool TryRead(ReadOnlySpan<char> line, ParsedProgress into);
}
