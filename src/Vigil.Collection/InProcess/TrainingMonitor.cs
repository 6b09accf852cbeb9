using Vigil.Core.Runs;
using Vigil.Core.Training;

namespace Vigil.Collection.InProcess;

/// <summary>
/// Follows a training loop from inside a .NET program. Under <c>vigil run</c> the steps also go to the recorder; with a
/// sink, into a store. All members may be called from any thread; logging never blocks and never throws.
/// </summary>
public sealed class TrainingMonitor : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SystemMonitor? _system;
    private readonly TrainingMonitorOptions _options;
    private readonly IRunWriter? _sink;
    private readonly TimeProvider _time;
    private readonly RecorderPipe? _pipe;
    private readonly Queue<StepReading> _history = [];
    private Session? _session;
    private bool _ownsSystem;
    private bool _disposed;

    /// <summary>Creates a monitor; nothing happens before <see cref="StartTraining"/>.</summary>
    /// <param name="system">
    /// Watches the machine meanwhile; null for none. Started and stopped with the training unless it runs already; never
    /// disposed.
    /// </param>
    /// <param name="options">Bounds; null for the defaults.</param>
    /// <param name="sink">Takes every step as well; null for none. Not disposed.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">The options are out of range.</exception>
    public TrainingMonitor(
        SystemMonitor? system = null,
        TrainingMonitorOptions? options = null,
        IRunWriter? sink = null,
        TimeProvider? time = null)
        : this(system, options, sink, time, Environment.GetEnvironmentVariable(RecorderPipe.Variable))
    {
    }

    internal TrainingMonitor(
        SystemMonitor? system, TrainingMonitorOptions? options, IRunWriter? sink, TimeProvider? time, string? pipe)
    {
        _options = options ?? new TrainingMonitorOptions();
        _options.Validate(nameof(options));
        _system = system;
        _sink = sink;
        _time = time ?? TimeProvider.System;
        _pipe = RecorderPipe.Create(pipe, _time);
    }

    /// <summary>The steps kept, the oldest first; a copy.</summary>
    public IReadOnlyList<StepReading> History
    {
        get
        {
            lock (_lock)
            {
                return [.. _history];
            }
        }
    }

    /// <summary>
    /// Begins a session: clock, means and history start anew. Does nothing while one goes on.
    /// </summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void StartTraining()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_session is { StoppedAt: null })
            {
                return;
            }

            _history.Clear();
            _session = new Session(_time.GetTimestamp());
            if (_system is { IsRunning: false })
            {
                _system.Start();
                _ownsSystem = true;
            }
        }
    }

    /// <summary>Logs one step. Outside of a session it does nothing.</summary>
    /// <param name="epoch">Epoch, with a fraction where known.</param>
    /// <param name="step">Number of the step. One that goes on over the epochs lets readers tell all steps apart.</param>
    /// <param name="generatorLoss">Loss of a generator.</param>
    /// <param name="discriminatorLoss">Loss of a discriminator.</param>
    /// <param name="loss">Loss; NaN and infinity are recorded as such.</param>
    /// <param name="learningRate">Learning rate.</param>
    /// <param name="batchTime">Time of computing the batch, seconds.</param>
    /// <param name="dataTime">Time of waiting for data, seconds.</param>
    /// <param name="gradientNorm">Norm of the gradient.</param>
    /// <param name="batchSize">Samples in the batch.</param>
    /// <param name="others">Any further numbers by name; null for none.</param>
    public void LogStep(
        double epoch,
        long step,
        double? generatorLoss = null,
        double? discriminatorLoss = null,
        double? loss = null,
        double? learningRate = null,
        double? batchTime = null,
        double? dataTime = null,
        double? gradientNorm = null,
        int? batchSize = null,
        IReadOnlyList<KeyValuePair<string, double>>? others = null)
    {
        lock (_lock)
        {
            if (_session is not { StoppedAt: null } session)
            {
                return;
            }

            var reading = new StepReading
            {
                UnixSeconds = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
                Step = step,
                Source = StepSource.DotNet,
                Epoch = epoch,
                Loss = loss,
                GeneratorLoss = generatorLoss,
                DiscriminatorLoss = discriminatorLoss,
                LearningRate = learningRate,
                GradientNorm = gradientNorm,
                BatchSize = batchSize,
                StepSeconds = session.Step(step, _time),
                BatchSeconds = batchTime,
                DataSeconds = dataTime,
                Others = others ?? [],
            };
            session.Add(reading);
            if (_history.Count == _options.MaxHistory)
            {
                _history.Dequeue();
            }

            _history.Enqueue(reading);
            _sink?.Write(reading);
            _pipe?.Send(reading);
        }
    }

    /// <summary>How the session goes, or went.</summary>
    public TrainingSummary GetTrainingSummary()
    {
        SystemSummary? system = _system?.GetSystemSummary();
        lock (_lock)
        {
            return _session is { } session
                ? session.Summarize(_time, system)
                : new TrainingSummary { IsTraining = false, LoggedSteps = 0, Elapsed = TimeSpan.Zero, System = system };
        }
    }

    /// <summary>Ends the session; its summary and history stay. Stops the system monitor if the session started it.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (_session is { StoppedAt: null } session)
            {
                session.StoppedAt = _time.GetTimestamp();
            }

            if (_ownsSystem)
            {
                _ownsSystem = false;
                _system?.Stop();
            }
        }
    }

    /// <summary>Ends the session and closes the pipe to the recorder.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Stop();
            _pipe?.Dispose();
        }
    }

    private sealed class Session(long startedAt)
    {
        private RunningMean _loss;
        private RunningMean _generatorLoss;
        private RunningMean _discriminatorLoss;
        private RunningMean _batchSeconds;
        private RunningMean _dataSeconds;
        private StepReading? _latest;
        private double? _learningRate;
        private long _logged;
        private long _stepsDone;
        private long _firstAt;
        private long _latestAt;

        public long? StoppedAt { get; set; }

        /// <summary>Takes the time of a step: seconds per step since the one before; null at the first and when it is logged again.</summary>
        public double? Step(long number, TimeProvider time)
        {
            long now = time.GetTimestamp();
            if (_latest is null)
            {
                _firstAt = _latestAt = now;
                return null;
            }

            if (number == _latest.Step)
            {
                return null;
            }

            // A number that falls begins an epoch anew.
            long steps = number > _latest.Step ? number - _latest.Step : 1;
            double seconds = time.GetElapsedTime(_latestAt, now).TotalSeconds / steps;
            _stepsDone += steps;
            _latestAt = now;
            return seconds;
        }

        public void Add(StepReading reading)
        {
            _latest = reading;
            _logged++;
            _learningRate = reading.LearningRate ?? _learningRate;
            _loss.Add(reading.Loss);
            _generatorLoss.Add(reading.GeneratorLoss);
            _discriminatorLoss.Add(reading.DiscriminatorLoss);
            _batchSeconds.Add(reading.BatchSeconds);
            _dataSeconds.Add(reading.DataSeconds);
        }

        public TrainingSummary Summarize(TimeProvider time, SystemSummary? system)
        {
            double span = time.GetElapsedTime(_firstAt, _latestAt).TotalSeconds;
            return new TrainingSummary
            {
                IsTraining = StoppedAt is null,
                LoggedSteps = _logged,
                Elapsed = time.GetElapsedTime(startedAt, StoppedAt ?? time.GetTimestamp()),
                CurrentEpoch = _latest?.Epoch,
                CurrentStep = _latest?.Step,
                Loss = _loss.Summary,
                GeneratorLoss = _generatorLoss.Summary,
                DiscriminatorLoss = _discriminatorLoss.Summary,
                LearningRate = _learningRate,
                MeanBatchSeconds = _batchSeconds.Mean,
                MeanDataSeconds = _dataSeconds.Mean,
                StepsPerSecond = span > 0 ? _stepsDone / span : null,
                System = system,
            };
        }
    }
}
