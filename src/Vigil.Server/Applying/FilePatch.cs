namespace Vigil.Server.Applying;

/// <summary>A configuration file with its new text.</summary>
/// <param name="Path">The file that is read, links followed.</param>
/// <param name="Target">The file that is written: the same, or another one.</param>
/// <param name="Before">What is in it.</param>
/// <param name="After">What is to be in it.</param>
/// <param name="Diff">The difference for people, secrets masked; empty when there is none.</param>
public sealed record FilePatch(string Path, string Target, byte[] Before, byte[] After, string Diff)
{
    /// <summary>True when the file itself is replaced.</summary>
    public bool ReplacesOriginal => Path == Target;
}
