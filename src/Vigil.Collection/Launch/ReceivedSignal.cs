namespace Vigil.Collection.Launch;

/// <summary>A signal that Vigil itself got while a program ran. Who sent it is not known: the runtime does not tell.</summary>
/// <param name="Number">The signal.</param>
/// <param name="At">When it arrived.</param>
/// <param name="Forwarded">
/// Whether Vigil passed it on; false where the kernel gave it to the program as well (keys of a shared terminal), and
/// after the program's end.
/// </param>
public sealed record ReceivedSignal(int Number, DateTimeOffset At, bool Forwarded);
