using Vigil.Collection.Files;
using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Launch;

/// <summary>
/// Stopping and going on with the shell: Ctrl-Z, <c>fg</c>, <c>bg</c>.
/// </summary>
/// <remarks>
/// <para>
/// A program on its own terminal leads a session in which nobody else could continue it (its group is orphaned), so
/// the kernel throws the stop of Ctrl-Z away. What happens instead:
/// </para>
/// <code>
/// Ctrl-Z typed → byte to the inner terminal → SIGTSTP to its foreground group
///   a group other than the program's own: an inner shell does its own job control; nothing to do
///   1. program catches or ignores SIGTSTP: its own business; nothing to do
///   2. default: the kernel discards it, so we send the group SIGSTOP
/// 3. program reported stopped → outer terminal cooked → Vigil stops its own group with SIGTSTP → shell prompt
/// 4. fg/bg: SIGCONT → raw mode again if in the foreground, window size, SIGCONT to the program's group
/// </code>
/// <para>
/// Sharing Vigil's group, the program is stopped by the kernel; Vigil lets SIGTSTP pass and stops only when the program
/// did. A stop from outside (<c>kill -STOP</c> of the program) stops only the program: Vigil goes on recording, and
/// <c>kill -CONT</c> of the program is all it takes.
/// </para>
/// </remarks>
internal sealed class JobControl : IDisposable
{
    // How long to wait for the SIGCONT that must follow a stop. When it does not come, nobody stopped us: our own
    // group is orphaned (no job-control shell above), and a discarded stop is what the program would have met too.
    private const int ContinueMilliseconds = 1000;
    private const int DrainSteps = 20;
    private const int DrainStepMilliseconds = 10;

    private readonly int _program;
    private readonly int _master;
    private readonly bool _ownSession;
    private readonly OuterTerminal? _outer;
    private readonly Func<bool> _outputIsIdle;
    private readonly Action _backAgain;
    private readonly ManualResetEventSlim _continued = new();
    private readonly Lock _stopping = new();
    private volatile bool _suspendTyped;
    private volatile bool _programIsStopped;

    /// <param name="program">The program's process id.</param>
    /// <param name="master">Master of its terminal; -1 without one of its own.</param>
    /// <param name="outer">The outer terminal when the program has one of its own.</param>
    /// <param name="outputIsIdle">Whether everything written so far has been shown.</param>
    /// <param name="backAgain">Called when Vigil goes on: modes and window size are to be looked at.</param>
    public JobControl(int program, int master, OuterTerminal? outer, Func<bool> outputIsIdle, Action backAgain)
    {
        _program = program;
        _master = master;
        _ownSession = outer is not null;
        _outer = outer;
        _outputIsIdle = outputIsIdle;
        _backAgain = backAgain;
    }

    /// <summary>The suspend key went to the program's terminal, or Vigil got SIGTSTP in its place.</summary>
    public void Suspend()
    {
        if (_programIsStopped)
        {
            StopSelf();
        }
        else if (NativeTerminal.GetForegroundGroup(_master) == _program
            && SignalDisposition.IsDefault(HostPaths.Real, _program, Signals.TerminalStop))
        {
            _suspendTyped = true;
            _ = NativeProcesses.Kill(-_program, Signals.Stop);
        }
    }

    /// <summary>The program was stopped. Returns after Vigil was stopped too and goes on, where it has to.</summary>
    public void ProgramStopped(int signal)
    {
        _programIsStopped = true;
        bool byTerminal = signal == Signals.TerminalStop
            || (_ownSession && signal is Signals.TerminalInput or Signals.TerminalOutput)
            || _suspendTyped;
        if (byTerminal)
        {
            StopSelf();
        }
    }

    public void ProgramContinued()
    {
        _programIsStopped = false;
        _suspendTyped = false;
    }

    /// <summary>Vigil got SIGCONT.</summary>
    public void Continued()
    {
        GoOn();
        _continued.Set();
    }

    public void Dispose() => _continued.Dispose();

    private void GoOn()
    {
        _backAgain();
        if (_ownSession || _programIsStopped)
        {
            _ = NativeProcesses.Kill(_ownSession ? -_program : _program, Signals.Continue);
        }
    }

    private void StopSelf()
    {
        lock (_stopping)
        {
            if (!_programIsStopped)
            {
                return;
            }

            for (int i = 0; i < DrainSteps && !_outputIsIdle(); i++)
            {
                Thread.Sleep(DrainStepMilliseconds);
            }

            _outer?.Restore();
            _continued.Reset();
            byte[] former = NativeProcesses.SetDefaultAction(Signals.TerminalStop);

            // The whole group as the terminal would: Vigil may itself run from a script that is part of the job.
            _ = NativeProcesses.Kill(_ownSession ? 0 : Environment.ProcessId, Signals.TerminalStop);
            bool wasStopped = _continued.Wait(ContinueMilliseconds);
            NativeProcesses.RestoreAction(Signals.TerminalStop, former);
            if (!wasStopped)
            {
                GoOn();
            }
        }
    }
}
