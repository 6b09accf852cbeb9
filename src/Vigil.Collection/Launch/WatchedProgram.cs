namespace Vigil.Collection.Launch;

/// <summary>A program that was started by <see cref="ProgramLauncher"/> and runs, or has ended.</summary>
/// <remarks>Members may be called from any thread.</remarks>
public abstract class WatchedProgram : IDisposable
{
    /// <summary>Its process id. After its end the number may belong to another process.</summary>
    public abstract int ProcessId { get; }

    /// <summary>Whether it was given a pseudo-terminal as its controlling terminal.</summary>
    public abstract bool HasOwnTerminal { get; }

    /// <summary>A sentence about something it does not get as it would without Vigil; null, as a rule, when there is nothing.</summary>
    public abstract string? Notice { get; }

    /// <summary>Bytes of its output that could not be written where Vigil's output goes (a full disk, a vanished terminal).</summary>
    public abstract long LostOutputBytes { get; }

    /// <summary>The signals that Vigil got so far, oldest first; the first 1,000 are kept.</summary>
    public abstract IReadOnlyList<ReceivedSignal> ReceivedSignals { get; }

    /// <summary>
    /// Processes that were started at its end to go on passing output that its leftovers write; empty before, and as a rule.
    /// </summary>
    public virtual IReadOnlyList<int> RelayProcessIds => [];

    /// <summary>Waits for its end, and for its output to be passed on. Blocks.</summary>
    public ProgramExit Wait() => WaitAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Waits for its end, and for its output to be passed on.</summary>
    /// <exception cref="OperationCanceledException">Waiting was cancelled; the program runs on.</exception>
    public abstract Task<ProgramExit> WaitAsync(CancellationToken cancellationToken);

    /// <summary>Sends it a signal. False when it has ended.</summary>
    public abstract bool Forward(int signal);

    /// <summary>
    /// The ends of adopted orphans since the last call; empty when there were none. Between two calls the last 4,096
    /// are kept.
    /// </summary>
    public abstract IReadOnlyList<OrphanExit> TakeOrphanExits();

    /// <summary>
    /// Writes Vigil's own words to standard error while the program runs: never in the middle of a piece of its
    /// output, and with the line ends that the terminal needs at the moment. Text is ended by the caller.
    /// </summary>
    public abstract void WriteNotice(string text);

    /// <summary>Gives the terminal and the signals back. A program that still runs goes on without Vigil.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the program needed.</summary>
    protected abstract void Dispose(bool disposing);
}
