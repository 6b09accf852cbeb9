using System.Text;
using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Launch;

/// <summary>A program started on Linux or macOS, and the threads that stand between it and the user.</summary>
/// <remarks>
/// Threads, all blocked in the kernel when there is nothing to do: one waits for children, one per output stream passes
/// output on, and with a terminal of its own one carries the keys.
/// </remarks>
internal sealed class PosixProgram : WatchedProgram
{
    private const int MaxSignals = 1000;

    private readonly LaunchOptions _options;
    private readonly ProgramChannels _channels;
    private readonly Wakeup _ended = new();
    private readonly ManualResetEventSlim _started = new();
    private readonly List<OutputPump> _pumps;
    private readonly List<ReceivedSignal> _signals = [];
    private readonly TaskCompletionSource<ProgramExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SignalForwarder _forwarder;
    private readonly ChildWatcher _children;
    private readonly OuterTerminal? _outer;
    private readonly Lock _disposing = new();
    private InputPump? _input;
    private JobControl? _jobs;
    private int _processId;
    private volatile bool _hasEnded;
    private volatile bool _isAbandoned;
    private bool _isDisposed;
    private volatile int[] _relays = [];

    public PosixProgram(LaunchOptions options, ProgramChannels channels)
    {
        _options = options;
        _channels = channels;
        _pumps = [.. channels.Outputs.Select(output =>
            new OutputPump(output.Source, output.Destination, output.Stream, options.Sink, _ended, options.TimeProvider))];
        _outer = channels.Plan.OwnSession ? new OuterTerminal(channels.OuterTerminal) : null;
        _children = new ChildWatcher { Ended = Finish, Stopped = ProgramStopped, Continued = ProgramContinued };
        _forwarder = new SignalForwarder(Receive);
    }

    public override int ProcessId => _processId;

    public override bool HasOwnTerminal => _channels.Plan.OwnSession;

    public override string? Notice => _channels.Notice;

    public override long LostOutputBytes => _pumps.Sum(pump => pump.LostBytes);

    public override IReadOnlyList<int> RelayProcessIds => _relays;

    public override IReadOnlyList<ReceivedSignal> ReceivedSignals
    {
        get
        {
            lock (_signals)
            {
                return [.. _signals];
            }
        }
    }

    /// <summary>Starts the program and everything around it.</summary>
    /// <param name="spawn">Gives the process id, or an error number below zero.</param>
    /// <returns>0, or the error number.</returns>
    public int Start(Func<int> spawn)
    {
        // Raw before the program can write or ask anything.
        _ = _outer?.TryEnterRaw();
        int result = spawn();
        _channels.CloseProgramEnds();
        if (result < 0)
        {
            _channels.CloseSlave();
            return -result;
        }

        _processId = result;
        _jobs = new JobControl(result, _channels.Master, _outer, OutputIsIdle, BackAgain);
        _pumps.ForEach(pump => pump.Start());
        if (_outer is not null)
        {
            _input = new InputPump(_outer, _channels.Master, _ended, _jobs.Suspend, CopyWindowSize);
            _input.Start();
        }

        _children.Start(result);
        _started.Set();
        return 0;
    }

    public override Task<ProgramExit> WaitAsync(CancellationToken cancellationToken) => _exit.Task.WaitAsync(cancellationToken);

    public override bool Forward(int signal) => _processId > 0 && _children.Signal(signal, wholeGroup: false);

    public override IReadOnlyList<OrphanExit> TakeOrphanExits() => _children.TakeOrphans();

    public override void WriteNotice(string text)
    {
        const int error = 2;
        bool needsCarriageReturn = _outer is { IsRaw: true } && NativeDescriptors.IsTerminal(error);
        byte[] bytes = Encoding.UTF8.GetBytes(
            needsCarriageReturn ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text);
        OutputPump? neighbour = _pumps.Find(pump => pump.Destination == error) ?? _pumps.FirstOrDefault();
        if (neighbour is null)
        {
            _ = OutputPump.WriteAll(error, bytes);
        }
        else
        {
            neighbour.WriteBetween(bytes, error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_disposing)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _started.Set();
        _outer?.Dispose();
        _forwarder.Dispose();
        _children.Dispose();

        // A program that still runs keeps its channels: its threads use them until Vigil itself ends.
        if (_processId == 0 || _exit.Task.IsCompleted)
        {
            _input?.Dispose();
            _jobs?.Dispose();
            _pumps.ForEach(pump => pump.Dispose());
            _ended.Dispose();
        }
    }

    // On the thread that waits for children, as its last act.
    private void Finish(ProgramExit exit)
    {
        const int lookMilliseconds = 100;
        _hasEnded = true;
        _channels.CloseSlave();
        _ended.Set();
        _input?.Join();
        foreach (OutputPump pump in _pumps)
        {
            // What the program wrote is passed on however slow the consumer is, as the program would have had to wait
            // for it itself; a signal ends that as it would have ended the program.
            while (!_isAbandoned && !pump.Join(lookMilliseconds))
            {
            }

            if (pump.IsLeftOpen && LeftoverRelay.Start(pump.Source, pump.Destination) is { } relay)
            {
                _relays = [.. _relays, relay];
            }
        }

        _outer?.Restore();
        _exit.SetResult(exit);
    }

    private void Receive(int signal)
    {
        // A signal in the first moments waits for the program to be there.
        _started.Wait();
        if (_jobs is not { } jobs)
        {
            return;
        }

        if (signal == Signals.WindowChange)
        {
            CopyWindowSize();
            if (_channels.Master >= 0 && _outer is null)
            {
                // The kernel told the program about the outer terminal already, perhaps before its own had the size.
                _ = Forward(signal);
            }

            return;
        }

        Record(signal, PassOn(signal, jobs));
        if (_hasEnded && signal != Signals.Continue)
        {
            _isAbandoned = true;
        }
    }

    private bool PassOn(int signal, JobControl jobs)
    {
        if (signal == Signals.Continue)
        {
            jobs.Continued();
            return !_hasEnded;
        }

        if (_outer is not null)
        {
            if (signal == Signals.TerminalStop)
            {
                jobs.Suspend();
                return !_hasEnded;
            }

            // A terminal that hangs up tells every process of the group that runs on it.
            return _children.Signal(signal, wholeGroup: signal == Signals.Hangup);
        }

        bool isKey = signal == Signals.Interrupt || signal == Signals.Quit || signal == Signals.TerminalStop;
        return !(isKey && SignalForwarder.KeysReachOwnGroup()) && _children.Signal(signal, wholeGroup: false);
    }

    private void Record(int signal, bool forwarded)
    {
        var received = new ReceivedSignal(signal, _options.TimeProvider.GetUtcNow(), forwarded);
        lock (_signals)
        {
            if (_signals.Count < MaxSignals)
            {
                _signals.Add(received);
            }
        }

        Tell(listener => listener.SignalReceived(received));
    }

    private void ProgramStopped(int signal)
    {
        Tell(listener => listener.Stopped(signal));
        _jobs!.ProgramStopped(signal);
    }

    private void ProgramContinued()
    {
        _jobs!.ProgramContinued();
        Tell(listener => listener.Continued());
    }

    private void Tell(Action<IProgramListener> news)
    {
        try
        {
            if (_options.Listener is { } listener)
            {
                news(listener);
            }
        }
        catch (Exception)
        {
            // A listener's fault must not reach the threads that keep the program running.
        }
    }

    private bool OutputIsIdle() => _pumps.TrueForAll(pump => pump.IsIdle);

    private void BackAgain()
    {
        if (_outer is not null)
        {
            _ = _outer.TryEnterRaw();
            _input?.Look();
        }

        CopyWindowSize();
    }

    private void CopyWindowSize()
    {
        if (!_hasEnded && _channels.Master >= 0 && NativeTerminal.TryGetWindowSize(_channels.OuterTerminal, out WindowSize size))
        {
            _ = NativeTerminal.TrySetWindowSize(_channels.Master, size);
        }
    }
}
