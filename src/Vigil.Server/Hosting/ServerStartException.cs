namespace Vigil.Server.Hosting;

/// <summary>The server cannot be started so. The message is a sentence for people, without a full stop.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="cause">What raised it; null for none.</param>
public sealed class ServerStartException(string message, Exception? cause = null) : Exception(message, cause);
