using System.Runtime.InteropServices;
using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Launch;

/// <summary>Takes the signals that are meant for the program, so that none of them ends Vigil first.</summary>
/// <remarks>
/// <para>
/// Signals that Vigil was started with ignored (nohup's SIGHUP) stay ignored: the runtime installs nothing over them,
/// and the program ignores them too. Two cannot be seen any more when our code starts, because the runtime replaces
/// them first: an ignored SIGTERM and an ignored SIGPIPE; the program gets their defaults.
/// </para>
/// <para>
/// The runtime does not say who sent a signal. Where the program shares Vigil's group, the terminal's keys reach both,
/// and passing them on would make two of one Ctrl-C: while the group is in the foreground of its terminal, SIGINT,
/// SIGQUIT and SIGTSTP are taken for keys and not passed on. Other signals sent to the whole group (<c>timeout</c> does
/// that) arrive once by the kernel and once through Vigil.
/// </para>
/// </remarks>
internal sealed class SignalForwarder : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<int> _received;

    /// <param name="received">Called with each signal, on a thread of the runtime.</param>
    public SignalForwarder(Action<int> received)
    {
        _received = received;
        int[] signals =
        [
            Signals.Hangup, Signals.Interrupt, Signals.Quit, Signals.Terminate, Signals.Alarm,
            Signals.User1, Signals.User2, Signals.TerminalStop, Signals.Continue, Signals.WindowChange,
        ];
        foreach (int signal in signals)
        {
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context => Handle(signal, context)));
        }
    }

    /// <summary>Whether the terminal's keys reach this process group at the moment.</summary>
    public static bool KeysReachOwnGroup()
    {
        int terminal = NativeDescriptors.Open("/dev/tty\0"u8, Os.OpenReadOnly | Os.OpenNoControllingTerminal);
        if (terminal < 0)
        {
            return false;
        }

        bool isForeground = NativeTerminal.GetForegroundGroup(terminal) == NativeProcesses.GetGroup();
        NativeDescriptors.Close(terminal);
        return isForeground;
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Handle(int signal, PosixSignalContext context)
    {
        context.Cancel = true;
        _received(signal);
    }
}
