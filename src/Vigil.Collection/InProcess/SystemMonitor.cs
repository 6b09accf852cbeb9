using Vigil.Collection.Sampling;
using System.Text.Json.Nodes;
using Vigil.Collection.Recording;
using Vigil.Core.Events;
using Vigil.Core.Runs;

namespace Vigil.Collection.InProcess;

/// <summary>
/// Watches the machine from inside a .NET program: samples in the background, keeps a history, says how the machine is.
/// Works without a GPU and on machines where parts cannot be read. All members may be called from any thread.
/// </summary>
/// <remarks>It is the recorder of <c>vigil run</c> on a thread of its own; with a sink its samples also go into a store.</remarks>
public sealed class SystemMonitor : IDisposable
{
    private readonly Lock _lifecycle = new();
    private readonly SystemMonitorOptions _options;
    private readonly CollectorFactory _collectors;
    private readonly RunJournal _journal;
    private readonly SampleHistory _history;
    private readonly TimeProvider _time;
    private Recorder? _recorder;
    private bool _disposed;

    /// <summary>Creates a monitor; nothing is read before <see cref="Start"/>.</summary>
    /// <param name="options">Interval, history and thresholds; null for the defaults.</param>
    /// <param name="sink">Takes every sample and event as well; null for none. Not disposed.</param>
    /// <param name="collectors">What is read; null for all that this machine has.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">The options are out of range; all faults are told.</exception>
    public SystemMonitor(
        SystemMonitorOptions? options = null,
        IRunWriter? sink = null,
        CollectorFactory? collectors = null,
        TimeProvider? time = null)
    {
        _options = options ?? new SystemMonitorOptions();
        _options.Validate(nameof(options));
        _collectors = collectors ?? ThisMachine.Everything;
        _time = time ?? TimeProvider.System;
        _journal = new RunJournal(sink ?? new NullRunWriter());
        _history = new SampleHistory(_options.MaxHistory, _time);
    }

    /// <summary>Whether it samples in the background now.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_lifecycle)
            {
                return _recorder is not null;
            }
        }
    }

    /// <summary>The samples kept, the oldest first; a copy.</summary>
    public IReadOnlyList<SystemSample> History => _history.ToList();

    /// <summary>
    /// Takes the first sample and goes on in the background at the interval. Does nothing while it runs; may be called
    /// again after <see cref="Stop"/>, the history then goes on.
    /// </summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void Start()
    {
        lock (_lifecycle)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_recorder is not null)
            {
                return;
            }

            // Not faster by itself near the limit of memory: the history is bounded by number.
            var options = new RecorderOptions
            {
                SampleIntervalSeconds = _options.IntervalSeconds,
                FastestIntervalSeconds = _options.IntervalSeconds,
            };
            _recorder = new Recorder(options, _collectors(_journal, _time), [_history], [], _journal, _time) { OwnsProcess = false };
            _recorder.Sample();
            _recorder.Start();
        }
    }

    /// <summary>Takes one more sample now, on the caller's thread, beside those of the interval. Does nothing unless it runs.</summary>
    public void Sample()
    {
        lock (_lifecycle)
        {
            _recorder?.Sample();
        }
    }

    /// <summary>Takes a last sample and ends sampling; the history stays. Does nothing unless it runs.</summary>
    public void Stop()
    {
        lock (_lifecycle)
        {
            _recorder?.Dispose();
            _recorder = null;
        }
    }

    /// <summary>How the machine is, by the latest sample.</summary>
    public SystemSummary GetSystemSummary()
    {
        SystemSample? sample = _history.Latest;
        (HealthState status, IReadOnlyList<string> reasons) = HealthAssessment.Judge(sample, _options);
        return new SystemSummary
        {
            Status = status,
            Reasons = reasons,
            Sample = sample,
            NotAvailable = [.. _journal.Events(EventTypes.NotAvailable).Select(Describe).Distinct()],
        };
    }

    /// <summary>Averages and extremes of the samples of the time just past.</summary>
    /// <param name="window">How far back; must be positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is not positive.</exception>
    public PerformanceSummary GetPerformanceSummary(TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        return PerformanceSummary.Of(window, _history.Since(window));
    }

    /// <summary>
    /// Writes the history to a file, whole or not at all: an existing file is replaced once the new one is complete.
    /// </summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="format">The form; null to go by the ending, <c>.json</c> or <c>.csv</c>.</param>
    /// <exception cref="ArgumentException">No format is given and the ending is neither.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Export(string path, ExportFormat? format = null)
    {
        ExportFormat chosen = format ?? Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" => ExportFormat.Json,
            ".csv" => ExportFormat.Csv,
            var ending => throw new ArgumentException($"The ending \"{ending}\" tells no format; name one, or use .json or .csv.", nameof(path)),
        };
        IReadOnlyList<SystemSample> samples = History;
        string unfinished = path + ".tmp";
        try
        {
            using (FileStream file = File.Create(unfinished))
            {
                if (chosen == ExportFormat.Json)
                {
                    HistoryJson.Write(file, samples, GetSystemSummary(), _options.IntervalSeconds, _time.GetUtcNow());
                }
                else
                {
                    HistoryCsv.Write(file, samples);
                }
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Stops sampling. The history and the summaries stay readable.</summary>
    public void Dispose()
    {
        lock (_lifecycle)
        {
            _disposed = true;
            Stop();
        }
    }

    private static string Describe(RunEvent missing) =>
        missing.Details is { } details && details["collector"] is JsonValue name && details["reason"] is JsonValue reason
            ? $"{name}: {reason}"
            : missing.Type;
}
