namespace Vigil.Server.Applying;

/// <summary>Recommendations cannot be applied; nothing was changed. The message says what was wrong, where, and what to do.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">What was behind it; null for nothing.</param>
public sealed class ApplyException(string message, Exception? inner = null) : Exception(message, inner);
