namespace Vigil.Configuration.Editing;

/// <summary>What became of an edit.</summary>
/// <param name="Text">The text with the change; null when it was refused.</param>
/// <param name="Refusal">Why it was refused, one sentence that names the key; null when it was done.</param>
public sealed record EditResult(string? Text, string? Refusal)
{
    internal static EditResult Done(string text) => new(text, null);

    internal static EditResult Refused(string reason) => new(null, reason);
}
