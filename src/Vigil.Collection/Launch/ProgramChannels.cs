using System.Diagnostics.CodeAnalysis;
using Vigil.Collection.Launch.Native;
using Vigil.Core.Logs;

namespace Vigil.Collection.Launch;

/// <summary>One way that output takes: from a source of ours to a descriptor of Vigil's.</summary>
/// <param name="Source">Read end of a pipe, or master of the pseudo-terminal.</param>
/// <param name="Destination">1 or 2.</param>
/// <param name="Stream">Its name.</param>
internal sealed record OutputChannel(int Source, int Destination, OutputStream Stream);

/// <summary>The pipes and the pseudo-terminal that a <see cref="TerminalPlan"/> asks for.</summary>
internal sealed class ProgramChannels
{
    private const int Output = 1;
    private const int Error = 2;

    private readonly List<int> _programEnds = [];
    private readonly List<(int From, int To)> _forProgram = [];
    private readonly List<OutputChannel> _outputs = [];
    private int _slave = -1;

    private ProgramChannels(TerminalPlan plan) => Plan = plan;

    /// <summary>The plan that was carried out.</summary>
    public TerminalPlan Plan { get; private set; }

    /// <summary>A sentence when the plan had to be changed; null otherwise.</summary>
    public string? Notice { get; private set; }

    /// <summary>Master of the pseudo-terminal; -1 without one.</summary>
    public int Master { get; private set; } = -1;

    /// <summary>Its slave's path, zero-terminated; empty without one.</summary>
    public byte[] SlavePath { get; private set; } = [];

    /// <summary>A descriptor of Vigil's that is a terminal, for its size and modes; -1 without a pseudo-terminal.</summary>
    public int OuterTerminal { get; private set; } = -1;

    /// <summary>What to place where for the program.</summary>
    public IReadOnlyList<(int From, int To)> ForProgram => _forProgram;

    /// <summary>What is to be passed on.</summary>
    public IReadOnlyList<OutputChannel> Outputs => _outputs;

    public static bool TryOpen(TerminalPlan plan, [NotNullWhen(true)] out ProgramChannels? channels)
    {
        channels = new ProgramChannels(plan);
        if (plan.NeedsTerminal && !channels.TryOpenTerminal())
        {
            channels.Plan = plan.WithoutTerminal();
            channels.Notice = "No pseudo-terminal could be made: the program writes to a pipe, without colours and progress bars.";
        }

        if (channels.TryOpenPipes())
        {
            return true;
        }

        channels.CloseProgramEnds();
        channels.CloseSlave();
        foreach (OutputChannel output in channels._outputs)
        {
            NativeDescriptors.Close(output.Source);
        }

        channels = null;
        return false;
    }

    /// <summary>Closes what only the program needs: the end of a pipe is seen when nobody else holds it.</summary>
    public void CloseProgramEnds()
    {
        _programEnds.ForEach(NativeDescriptors.Close);
        _programEnds.Clear();
    }

    /// <summary>
    /// Closes the slave, once the program has ended. Until then it is held open: a program may close its terminal and
    /// come back to it through /dev/tty, and in between the master must not see an end.
    /// </summary>
    public void CloseSlave()
    {
        NativeDescriptors.Close(_slave);
        _slave = -1;
    }

    private bool TryOpenTerminal()
    {
        if (!NativeTerminal.TryOpenPair(out int master, out int slave, out byte[] path))
        {
            return false;
        }

        Master = master;
        SlavePath = path;
        _slave = slave;
        OuterTerminal = Plan.OwnSession ? 0 : Plan.Output == OutputRoute.Terminal ? Output : Error;
        if (NativeTerminal.TryGetWindowSize(OuterTerminal, out WindowSize size))
        {
            _ = NativeTerminal.TrySetWindowSize(slave, size);
        }

        TerminalAttributes modes = default;

        // In the background the outer modes are the shell's line editor's: the kernel's own defaults serve better.
        bool inForeground = NativeTerminal.GetForegroundGroup(OuterTerminal) is var group && (group < 0 || group == NativeProcesses.GetGroup());
        if (NativeTerminal.TryGetAttributes(inForeground ? OuterTerminal : slave, ref modes))
        {
            if (!Plan.OwnSession)
            {
                modes.DisableOutputProcessing();
            }

            _ = NativeTerminal.TrySetAttributes(slave, modes);
        }

        bool outputToo = Plan.Output == OutputRoute.Terminal;
        _outputs.Add(new OutputChannel(master, outputToo ? Output : Error, Plan.TerminalStream));

        // With a session of its own the program opens the slave as descriptor 0, which makes it the controlling one.
        int from = Plan.OwnSession ? 0 : slave;
        if (outputToo)
        {
            _forProgram.Add((from, Output));
        }

        if (Plan.Error == OutputRoute.Terminal)
        {
            _forProgram.Add((from, Error));
        }

        return true;
    }

    private bool TryOpenPipes()
    {
        if (Plan.Output == OutputRoute.Pipe)
        {
            OutputStream stream = Plan.Error == OutputRoute.OutputPipe ? OutputStream.Merged : OutputStream.Output;
            if (!TryOpenPipe(Output, stream))
            {
                return false;
            }
        }

        if (Plan.Error == OutputRoute.OutputPipe)
        {
            _forProgram.Add((Output, Error));
        }

        return Plan.Error != OutputRoute.Pipe || TryOpenPipe(Error, OutputStream.Error);
    }

    private bool TryOpenPipe(int destination, OutputStream stream)
    {
        if (!NativeDescriptors.TryPipe(out int readEnd, out int writeEnd))
        {
            return false;
        }

        _programEnds.Add(writeEnd);
        _forProgram.Add((writeEnd, destination));
        _outputs.Add(new OutputChannel(readEnd, destination, stream));
        return true;
    }
}
