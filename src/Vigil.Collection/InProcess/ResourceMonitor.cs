using Vigil.Collection.Sampling;
using Vigil.Collection.Recording;
using Vigil.Collection.Resources;
using Vigil.Core.Training;

namespace Vigil.Collection.InProcess;

/// <summary>
/// Prints the <c>[Resources]</c> block every so many batches of a training loop, with alerts, and writes
/// <c>epoch_N.csv</c>. Samples once a second in the background, so that a batch only pays for printing. All members may be
/// called from any thread; nothing ever throws into the trainer.
/// </summary>
/// <remarks>Disabled it costs nothing: no thread, no allocation, no file.</remarks>
public sealed class ResourceMonitor : IDisposable
{
    private const double SampleIntervalSeconds = 1;

    private readonly Lock _lock = new();
    private readonly ResourceMonitorOptions _options;
    private readonly bool _enabled;
    private readonly TextWriter? _output;
    private readonly CollectorFactory? _collectors;
    private readonly TimeProvider? _time;
    private ResourceWindow? _window;
    private Recorder? _recorder;
    private EpochCsvWriter? _csv;
    private bool _exporting;
    private bool _printing = true;
    private bool _disposed;
    private long? _lastBatch;
    private long _lastBatchAt;

    /// <summary>Creates a monitor; nothing is read before <see cref="Start"/> or the first batch.</summary>
    /// <param name="options">Switches and thresholds; null for the defaults.</param>
    /// <param name="output">Where blocks are printed; null for standard output. Not disposed.</param>
    /// <param name="collectors">What is read; null for what the switches leave of this machine.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">The options are out of range; all faults are told.</exception>
    public ResourceMonitor(
        ResourceMonitorOptions? options = null,
        TextWriter? output = null,
        CollectorFactory? collectors = null,
        TimeProvider? time = null)
    {
        _options = options ?? new ResourceMonitorOptions();
        Validate(_options);
        _enabled = _options.Enabled;
        if (_enabled)
        {
            _output = output ?? Console.Out;
            _collectors = collectors ?? ThisMachine.For(_options);
            _time = time ?? TimeProvider.System;
            _exporting = _options.ExportTimeSeries;
        }
    }

    /// <summary>Whether it does anything at all.</summary>
    public bool IsEnabled => _enabled;

    /// <summary>Begins to sample. The first batch does it as well; earlier, its block has rates already.</summary>
    public void Start()
    {
        if (!_enabled)
        {
            return;
        }

        lock (_lock)
        {
            EnsureStarted();
        }
    }

    /// <summary>Says that a batch is done: every <see cref="ResourceMonitorOptions.LogInterval"/> batches a block is printed.</summary>
    /// <param name="batch">Number of the batch, from 0.</param>
    /// <param name="epoch">Epoch, which names the CSV file.</param>
    /// <param name="loss">Loss, for the CSV file; null when not known.</param>
    /// <param name="learningRate">Learning rate, for the CSV file; null when not known.</param>
    public void OnBatchEnd(long batch, double epoch, double? loss = null, double? learningRate = null)
    {
        if (!_enabled || batch % _options.LogInterval != 0)
        {
            return;
        }

        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            EnsureStarted();
            if (_window?.Take() is { } readings)
            {
                Print(batch, readings);
                Export(batch, epoch, loss, learningRate, readings);
            }
        }
    }

    /// <summary>Ends sampling and closes the CSV file. Batches that come later do nothing.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _recorder?.Dispose();
            _recorder = null;
            CloseCsv();
        }
    }

    private static void Validate(ResourceMonitorOptions options) => new OptionFaults()
        .Require(nameof(options.LogInterval), options.LogInterval, 1, 1_000_000)
        .Require(nameof(options.GpuUtilThreshold), options.GpuUtilThreshold, 0, 1)
        .Require(nameof(options.MemoryThreshold), options.MemoryThreshold, 0, 1)
        .Require(nameof(options.IoWaitThreshold), options.IoWaitThreshold, 0, 1)
        .Require(nameof(options.GpuTemperatureThreshold), options.GpuTemperatureThreshold, 0, 200)
        .Require(!options.ExportTimeSeries || !string.IsNullOrWhiteSpace(options.TimeSeriesPath), "TimeSeriesPath is empty.")
        .ThrowIfAny(nameof(options));

    private void EnsureStarted()
    {
        if (_recorder is not null || _disposed)
        {
            return;
        }

        var window = new ResourceWindow(_options);
        var journal = new NullRunWriter();
        var options = new RecorderOptions { SampleIntervalSeconds = SampleIntervalSeconds, FastestIntervalSeconds = SampleIntervalSeconds };
        try
        {
            _recorder = new Recorder(options, _collectors!(journal, _time!), [window], [], journal, _time!) { OwnsProcess = false };
            _recorder.Sample();
            _recorder.Start();
            _window = window;
        }
        catch (Exception exception)
        {
            // The trainer goes on; what was made cannot read this machine.
            _disposed = true;
            Say($"[Resources] Monitoring could not start: {exception.Message}\n");
        }
    }

    private void Print(long batch, ResourceReadings readings) =>
        Say(ResourceBlock.Format(batch, readings, ResourceAlerts.Check(readings, _options)));

    private void Say(string text)
    {
        if (!_printing)
        {
            return;
        }

        try
        {
            _output!.Write(text);
            _output.Flush();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Nobody reads any more; the files go on.
            _printing = false;
        }
    }

    private void Export(long batch, double epoch, double? loss, double? learningRate, ResourceReadings readings)
    {
        if (!_exporting)
        {
            return;
        }

        long now = _time!.GetTimestamp();
        double? stepSeconds = _lastBatch is { } last && batch > last
            ? _time.GetElapsedTime(_lastBatchAt, now).TotalSeconds / (batch - last)
            : null;
        (_lastBatch, _lastBatchAt) = (batch, now);
        try
        {
            _csv ??= new EpochCsvWriter(_options.TimeSeriesPath, _time.LocalTimeZone);
            _csv.Write(
                new StepReading
                {
                    UnixSeconds = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
                    Step = batch,
                    Source = StepSource.DotNet,
                    Epoch = epoch,
                    Loss = loss,
                    LearningRate = learningRate,
                    StepSeconds = stepSeconds,
                },
                readings);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _exporting = false;
            CloseCsv();
            Say($"[Resources] No more CSV files: {exception.Message}\n");
        }
    }

    private void CloseCsv()
    {
        try
        {
            _csv?.Dispose();
        }
        catch (IOException)
        {
            // A full disk is told by the write before.
        }

        _csv = null;
    }
}
