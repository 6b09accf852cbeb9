namespace Vigil.Collection.Recording.Ending;

/// <summary>What the kernel said of the end of the program.</summary>
/// <param name="UnixSeconds">When it was noticed.</param>
/// <param name="ProcessId">The program's process.</param>
/// <param name="ExitCode">Its exit code; null when a signal ended it or nobody knows.</param>
/// <param name="Signal">The signal that ended it; null when none did.</param>
/// <param name="PassedOn">Signals that Vigil received and passed on to it, in order.</param>
public sealed record ProgramEnd(
    double UnixSeconds,
    int ProcessId,
    int? ExitCode,
    int? Signal,
    IReadOnlyList<PassedSignal> PassedOn);
