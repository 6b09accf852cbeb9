namespace Vigil.Cli.Applying;

/// <summary>Recommendations cannot be applied; nothing was changed. The message says what was wrong, where, and what to do.</summary>
internal sealed class ApplyException(string message, Exception? inner = null) : Exception(message, inner);
