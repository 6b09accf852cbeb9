using System.Text.Json.Nodes;
using Vigil.Collection.Files;
using Vigil.Collection.Gpu;
using Vigil.Collection.KernelLog;
using Vigil.Collection.Launch;
using Vigil.Collection.Platforms;
using Vigil.Collection.Processes;
using Vigil.Collection.Recording.Ending;
using Vigil.Collection.Recording.Observers;
using Vigil.Collection.Resources;
using Vigil.Collection.Sampling;
using Vigil.Collection.Snapshot;
using Vigil.Collection.Training.Client;
using Vigil.Logs.Progress;
using Vigil.Collection.Training.TensorBoard;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording;

/// <summary>
/// One run being recorded: everything that stands between a program and the store, put together here and nowhere else.
/// Prepared before the program starts, so that nothing of it is missed; begun when it runs; ended with its end.
/// </summary>
public sealed class RunRecording : IDisposable
{
    /// <summary>Tells the program's processes which run they belong to.</summary>
    public const string RunIdVariable = "VIGIL_RUN_ID";

    /// <summary>Tells clients where the pipe is.</summary>
    public const string PipeVariable = "VIGIL_PIPE";

    private const double StartIntervalSeconds = 0.25;

    private readonly RunRecordingOptions _options;
    private readonly TimeProvider _time;
    private readonly RunJournal _journal;
    private readonly StepRecorder _steps;
    private readonly OutputRecorder _output;
    private readonly SummaryBuilder _summary;
    private readonly KernelLogCollector _kernelLog = new();
    private readonly ResourceWindow? _window;
    private readonly ResourcePrinter? _printer;
    private readonly ClientPipe? _pipe;
    private readonly TensorBoardFollower? _tensorBoard;
    private readonly ProcessTreeCollector? _tree;
    private readonly Lock _listening = new();
    private readonly string? _outputFolder;
    private Recorder? _recorder;
    private WatchedProgram? _program;

    /// <summary>Prepares to record; the program must not run yet unless it is attached to.</summary>
    /// <param name="options">What to record.</param>
    /// <param name="writer">Where everything goes; not disposed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="programPid">The program when it is attached to; null when it will be started.</param>
    /// <exception cref="IOException">The folder of the CSV files cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder of the CSV files may not be made.</exception>
    public RunRecording(RunRecordingOptions options, IRunWriter writer, TimeProvider time, int? programPid = null)
    {
        _options = options;
        _time = time;
        _journal = new RunJournal(writer);
        if (options.Resources is { Enabled: true } resources)
        {
            _window = new ResourceWindow(resources);
            _printer = new ResourcePrinter(resources, _window, options.Print, time.LocalTimeZone);
        }

        _steps = new StepRecorder(_journal, _printer is null ? [] : [_printer], ListenToClient);
        _output = new OutputRecorder(_journal, new OutputStepReader(_steps), time);
        _summary = new SummaryBuilder(countsFromStart: !options.Attached);
        _outputFolder = OutputFolder.Find(options.Start.Command, options.Start.Snapshot?["configuration"] as JsonArray, options.Start.WorkingDirectory);
        if (options.PipeFolder is { } folder && !OperatingSystem.IsWindows())
        {
            _pipe = ClientPipe.TryCreate(folder, _steps, out string? error);
            ReportMissing("client", error);
        }

        if (options.TensorBoard)
        {
            string[] folders = _outputFolder is null ? [options.Start.WorkingDirectory] : [options.Start.WorkingDirectory, _outputFolder];
            _tensorBoard = new TensorBoardFollower(folders, time.GetUtcNow(), _steps, time);
        }

        if (options.TrackPerProcess && OperatingSystem.IsLinux())
        {
            ProcessTreeRoot root = programPid is { } pid ? ProcessTreeRoot.OfProgram(pid) : ProcessTreeRoot.OfRecorder(Environment.ProcessId);
            _tree = new ProcessTreeCollector(HostPaths.Real, root, _journal, time);
        }
    }

    /// <summary>Takes what the program prints.</summary>
    public IOutputSink Output => _output;

    /// <summary>Variables for the program's environment.</summary>
    public IReadOnlyDictionary<string, string> Variables
    {
        get
        {
            var variables = new Dictionary<string, string> { [RunIdVariable] = _options.Start.Id };
            if (_pipe is not null)
            {
                variables[PipeVariable] = _pipe.Path;
            }

            return variables;
        }
    }

    /// <summary>A listener that records stops and signals.</summary>
    public IProgramListener CreateListener() => new ProgramEvents(_journal, _time);

    /// <summary>The program runs: samples are taken from now on.</summary>
    /// <param name="pid">The program.</param>
    /// <param name="program">The program where it was started here; null when attached.</param>
    public void Begin(int pid, WatchedProgram? program)
    {
        _program = program;
        _tree?.ReportProgram(pid);
        var paths = new Dictionary<string, string> { ["work"] = _options.Start.WorkingDirectory };
        if (_outputFolder is not null)
        {
            paths["output"] = _outputFolder;
        }

        var collectors = new List<ICollector>(MachineCollectors.ForThisMachine(pid, paths, _time));
        if (_tree is not null)
        {
            collectors.Add(_tree);
        }

        if (_options.Gpu is { } gpu)
        {
            collectors.Add(new GpuCollector(gpu, HostPaths.Real, _journal, _time));
        }

        collectors.Add(_kernelLog);
        var observers = new List<IFrameObserver>(FrameObservers.Create(_options.Recorder, _kernelLog)) { _summary };
        if (_window is not null)
        {
            observers.Add(_window);
        }

        if (_options.OnPressure is { } pressure && program is not null)
        {
            observers.Add(new PressureSignalObserver(pressure, _options.Recorder.MemoryCriticalThreshold, program.Forward, signal => PressureSignalObserver.Catches(pid, signal)));
        }

        _recorder = new Recorder(_options.Recorder with { StartIntervalSeconds = StartIntervalSeconds }, collectors, observers, Sources(), _journal, _time, _tree?.Statistics);
        _journal.Emit(new RunEvent(Now(), EventTypes.TrainingStart, new JsonObject { ["pid"] = pid, ["attached"] = _options.Attached }));
        _recorder.Start();
    }

    /// <summary>The program has ended: takes the last sample and says how it ended.</summary>
    /// <param name="pid">The program.</param>
    /// <param name="exit">How it ended and what it used; null when nobody knows (attached).</param>
    /// <param name="detached">True when recording ends while the program goes on.</param>
    /// <returns>How it ended, and the run's summary.</returns>
    public (RunOutcome Outcome, JsonObject Summary) End(int pid, ProgramExit? exit, bool detached = false)
    {
        double endedAt = Now();
        _output.Dispose();
        _tensorBoard?.Complete();
        foreach (int helper in _program?.RelayProcessIds ?? [])
        {
            // It carries what leftovers of the program still print, for Vigil; it is none of the program's.
            _tree?.Exclude(helper);
        }

        _recorder!.Stop();
        (int? exitCode, int? signal) = exit is null ? FindExit(pid) : (exit.ExitCode, exit.Signal);

        PassedSignal[] passed = [.. (_program?.ReceivedSignals ?? [])
            .Select(received => new PassedSignal(received.Number, received.At.ToUnixTimeMilliseconds() / 1000.0))];
        RunOutcome outcome = detached
            ? new RunOutcome { State = RunState.Detached, EndedAt = endedAt, Cause = EndCause.Unknown, Explanation = "Recording was ended; the program goes on." }
            : EndClassifier.Classify(new ProgramEnd(endedAt, pid, exitCode, signal, passed), _journal);
        _journal.Emit(new RunEvent(endedAt, EventTypes.TrainingEnd, new JsonObject
        {
            ["exit_code"] = outcome.ExitCode,
            ["signal"] = outcome.Signal,
            ["cause"] = EnumNames.ToSnakeCase(outcome.Cause),
            ["explanation"] = outcome.Explanation,
        }));
        JsonObject summary = _summary.Build(_options.Start, outcome, exit, _steps, _journal, _recorder.Health);
        return (outcome, summary);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _recorder?.Dispose();
        if (_recorder is null)
        {
            _tree?.Dispose();
            _kernelLog.Dispose();
        }

        _tensorBoard?.Dispose();
        _pipe?.Dispose();
        _printer?.Dispose();
    }

    private List<IPolledSource> Sources()
    {
        var sources = new List<IPolledSource> { new PolledAction(_ => ReportOrphans()), _output };
        if (_pipe is not null)
        {
            sources.Add(new PolledAction(_ => ListenToClient()));
        }

        if (_tensorBoard is not null)
        {
            sources.Add(new PolledAction(_ => _tensorBoard.Poll()));
        }

        // Last: what the others brought is passed on with this sample.
        sources.Add(_steps);
        return sources;
    }

    /// <summary>From the sampler's thread, and from those of the output before a step of it counts.</summary>
    private void ListenToClient()
    {
        lock (_listening)
        {
            _pipe?.Drain();
        }
    }

    private void ReportOrphans()
    {
        if (_program is null || _tree is null)
        {
            return;
        }

        foreach (OrphanExit orphan in _program.TakeOrphanExits())
        {
            int status = orphan.Exit.Signal is { } signal ? signal | (orphan.Exit.CoreDumped ? 0x80 : 0) : (orphan.Exit.ExitCode ?? 0) << 8;
            _tree.ReportExit(orphan.ProcessId, status);
        }
    }

    /// <summary>How a program ended that is no child of Vigil: as the kernel's process connector told, where it may be asked.</summary>
    private (int? ExitCode, int? Signal) FindExit(int pid)
    {
        RunEvent? exit = _journal.Events(EventTypes.ProcessExit).LastOrDefault(runEvent => runEvent.Integer("pid") == pid);
        return ((int?)exit?.Integer("exit_code"), (int?)exit?.Integer("signal"));
    }

    private void ReportMissing(string part, string? reason)
    {
        if (reason is not null)
        {
            _journal.Emit(new RunEvent(Now(), EventTypes.NotAvailable, new JsonObject { ["collector"] = part, ["reason"] = reason }));
        }
    }

    private double Now() => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
}
