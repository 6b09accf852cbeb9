namespace Vigil.Collection.Launch;

/// <summary>Is told what happens to a running program. Called on Vigil's threads: to return soon; what is thrown is swallowed.</summary>
public interface IProgramListener
{
    /// <summary>The program has been stopped (SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU).</summary>
    /// <param name="signal">By which signal.</param>
    void Stopped(int signal);

    /// <summary>The stopped program goes on.</summary>
    void Continued();

    /// <summary>Vigil itself has got a signal.</summary>
    /// <param name="signal">The signal, and whether it was passed on.</param>
    void SignalReceived(ReceivedSignal signal);
}
