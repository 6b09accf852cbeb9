using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Collection.Sampling;
using Vigil.Collection.Launch;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording;

/// <summary>
/// Keeps score over the samples of a run for its summary: peaks with who held them, means, totals. Bounded memory,
/// nothing allocated per sample unless a new peak is reached.
/// </summary>
/// <param name="countsFromStart">
/// True when the program was started under Vigil: a process' counters then count from zero. False when attached: what
/// was done before does not count.
/// </param>
internal sealed class SummaryBuilder(bool countsFromStart) : IFrameObserver
{
    private readonly Dictionary<string, GpuScore> _gpus = [];
    private SampleTotals _peak;
    private long _peakAtMilliseconds;
    private PeakProcess? _largest;
    private long _swapPeakBytes;
    private double _cpuPercentSeconds;
    private double _cpuSeconds;
    private double _seconds;
    private double _treeCpuSeconds;
    private double _readBytes;
    private double _writtenBytes;
    private int _processPeak;
    private int _workerPeak;
    private long _samples;
    private long _firstMilliseconds;
    private Subject? _recorder;
    private double _recorderPeakBytes;

    public void Observe(SampleFrame frame, IEventSink events)
    {
        SampleTotals totals = frame.Totals;
        _samples++;
        _firstMilliseconds = _samples == 1 ? frame.UnixMilliseconds : _firstMilliseconds;
        _seconds += frame.ElapsedSeconds;
        if (totals.CpuPercent is { } cpu)
        {
            _cpuPercentSeconds += cpu * frame.ElapsedSeconds;
            _cpuSeconds += frame.ElapsedSeconds;
        }

        _swapPeakBytes = Math.Max(_swapPeakBytes, totals.SwapUsedBytes ?? 0);
        _processPeak = Math.Max(_processPeak, totals.ProcessCount);
        _workerPeak = Math.Max(_workerPeak, totals.WorkerCount);
        bool peak = (totals.MemoryUsedBytes ?? 0) > (_peak.MemoryUsedBytes ?? 0);
        if (peak)
        {
            _peak = totals;
            _peakAtMilliseconds = frame.UnixMilliseconds;
        }

        Subject? largest = null;
        IReadOnlyList<Subject> subjects = frame.Subjects;
        for (int i = 0; i < subjects.Count; i++)
        {
            Subject subject = subjects[i];
            switch (subject.Kind)
            {
                case SubjectKind.Process:
                    AddProcess(subject);
                    if (peak && Bytes(subject) > (largest is null ? 0 : Bytes(largest)))
                    {
                        largest = subject;
                    }

                    break;
                case SubjectKind.Gpu:
                    AddGpu(subject, frame.ElapsedSeconds);
                    break;
                case SubjectKind.Recorder:
                    _recorder = subject;
                    _recorderPeakBytes = Math.Max(_recorderPeakBytes, subject.Value(RecorderMetrics.Resident) ?? 0);
                    break;
                default:
                    break;
            }
        }

        if (peak && largest?.Key != _largest?.Key)
        {
            _largest = largest is null ? null : new PeakProcess(largest.Key, largest.Attributes, Bytes(largest));
        }
        else if (peak && largest is not null)
        {
            _largest!.Bytes = Bytes(largest);
        }
    }

    /// <remarks>
    /// What the kernel says of the ended program completes what samples show: they miss its last moments, and all of a
    /// program that ends within one interval.
    /// </remarks>
    /// <summary>The summary as it is stored and printed. Shape: docs/summary.md; a contract.</summary>
    public JsonObject Build(RunStart start, RunOutcome outcome, ProgramExit? exit, StepRecorder steps, RunJournal journal, IReadOnlyDictionary<string, (TimeSpan Spent, long Failures)> collectors)
    {
        double duration = Math.Max(0, outcome.EndedAt - start.StartedAt);
        return new JsonObject
        {
            ["duration_seconds"] = Math.Round(duration, 3),
            ["exit_code"] = outcome.ExitCode,
            ["signal"] = outcome.Signal,
            ["cause"] = EnumNames.ToSnakeCase(outcome.Cause),
            ["explanation"] = outcome.Explanation,
            ["steps"] = Steps(steps),
            ["memory"] = Memory(exit),
            ["gpus"] = new JsonArray([.. _gpus.Values.Select(gpu => (JsonNode)gpu.ToJson())]),
            ["cpu"] = new JsonObject
            {
                ["mean_percent"] = _cpuSeconds > 0 ? Math.Round(_cpuPercentSeconds / _cpuSeconds, 1) : null,
                ["program_seconds"] = Math.Round(Math.Max(_treeCpuSeconds, exit is null ? 0 : (exit.UserTime + exit.SystemTime).TotalSeconds), 2),
            },
            ["io"] = new JsonObject
            {
                ["read_bytes"] = (long)_readBytes,
                ["written_bytes"] = (long)_writtenBytes,
            },
            ["processes"] = new JsonObject
            {
                ["peak"] = _processPeak,
                ["workers_peak"] = _workerPeak,
                ["started"] = Count(RecorderMetrics.ProcessStarts),
                ["short_lived"] = Count(RecorderMetrics.ShortLived),
            },
            ["events"] = new JsonObject(journal.Counts()
                .OrderBy(count => count.Key, StringComparer.Ordinal)
                .Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))),
            ["recorder"] = Recorder(journal.Statistics, collectors),
        };
    }

    private static JsonObject Steps(StepRecorder steps)
    {
        var json = new JsonObject { ["count"] = steps.Count };
        if (steps is { First: { } first, Last: { } last, Latest: { } latest })
        {
            double span = last.UnixSeconds - first.UnixSeconds;
            json["first"] = first.Step;
            json["last"] = last.Step;
            json["total"] = latest.TotalSteps;
            json["epoch"] = Finite(latest.Epoch);
            json["loss"] = Finite(latest.Loss);
            json["generator_loss"] = Finite(latest.GeneratorLoss);
            json["discriminator_loss"] = Finite(latest.DiscriminatorLoss);
            json["steps_per_second"] = span > 0 && last.Step > first.Step ? Math.Round((last.Step - first.Step) / span, 4) : null;
            json["source"] = EnumNames.ToSnakeCase(last.Source);
        }

        return json;
    }

    private JsonObject Memory(ProgramExit? exit) => new()
    {
        ["total_bytes"] = _peak.MemoryTotalBytes,
        ["peak_bytes"] = _peak.MemoryUsedBytes,
        ["peak_at_seconds"] = Math.Round((_peakAtMilliseconds - _firstMilliseconds) / 1000.0, 1),
        ["peak_main_bytes"] = _peak.MainProcessBytes,
        ["peak_worker_bytes"] = _peak.WorkerBytes,
        ["peak_worker_count"] = _peak.WorkerCount,
        ["peak_largest_process"] = _largest?.ToJson(),
        ["largest_resident_bytes"] = exit?.MaxResidentBytes is > 0 and { } resident ? resident : null,
        ["swap_peak_bytes"] = _swapPeakBytes,
    };

    private JsonObject Recorder(WriterStatistics statistics, IReadOnlyDictionary<string, (TimeSpan Spent, long Failures)> collectors)
    {
        double? cpu = _recorder?.Value(RecorderMetrics.CpuTime);
        return new JsonObject
        {
            ["samples"] = _samples,
            ["cpu_seconds"] = Math.Round(cpu ?? 0, 4),
            ["cpu_percent_of_core"] = _seconds > 0 && cpu is { } used ? Math.Round(used / _seconds * 100, 3) : null,
            ["memory_peak_bytes"] = (long)_recorderPeakBytes,
            ["late_samples"] = Count(RecorderMetrics.LateSamples),
            ["stored_bytes"] = statistics.StoredBytes,
            ["dropped_samples"] = statistics.DroppedSamples,
            ["dropped_steps"] = statistics.DroppedSteps,
            ["dropped_events"] = statistics.DroppedEvents,
            ["dropped_log_bytes"] = statistics.DroppedLogBytes,
            ["error"] = statistics.LastError,
            ["collectors"] = new JsonObject(collectors.Select(collector => KeyValuePair.Create(collector.Key, (JsonNode?)new JsonObject
            {
                ["milliseconds"] = Math.Round(collector.Value.Spent.TotalMilliseconds, 2),
                ["failures"] = collector.Value.Failures,
            }))),
        };
    }

    private static long Bytes(Subject process) => process.Values[ProcessMetrics.Proportional.Index] is var proportional && proportional != Reading.NotAvailable
        ? proportional
        : Math.Max(0, process.Values[ProcessMetrics.Resident.Index]);

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private long Count(Metric metric) => (long)(_recorder?.Value(metric) ?? 0);

    private void AddProcess(Subject process)
    {
        _treeCpuSeconds += Growth(process, ProcessMetrics.CpuUser) + Growth(process, ProcessMetrics.CpuSystem);
        _readBytes += Growth(process, ProcessMetrics.ReadBytes);
        _writtenBytes += Growth(process, ProcessMetrics.WriteBytes);
    }

    private double Growth(Subject process, Metric counter)
    {
        bool first = process.Previous[counter.Index] == Reading.NotAvailable;
        return first ? countsFromStart ? process.Value(counter) ?? 0 : 0 : process.Delta(counter) ?? 0;
    }

    private void AddGpu(Subject gpu, double seconds)
    {
        if (!_gpus.TryGetValue(gpu.Key, out GpuScore? score))
        {
            _gpus[gpu.Key] = score = new GpuScore(gpu);
        }

        score.Add(gpu, seconds);
    }

    private sealed class PeakProcess(string key, IReadOnlyDictionary<string, string> attributes, long bytes)
    {
        public string Key { get; } = key;

        public long Bytes { get; set; } = bytes;

        public JsonObject ToJson() => new()
        {
            ["pid"] = int.TryParse(attributes.GetValueOrDefault(SubjectAttributes.Pid), CultureInfo.InvariantCulture, out int pid) ? pid : null,
            ["name"] = attributes.GetValueOrDefault(SubjectAttributes.Name),
            ["role"] = attributes.GetValueOrDefault(SubjectAttributes.Role),
            ["bytes"] = Bytes,
        };
    }

    private sealed class GpuScore(Subject gpu)
    {
        private double _utilizationSeconds;
        private double _utilizationMax;
        private double _seconds;
        private double? _memoryPeak;
        private double? _memoryTotal;
        private double? _temperatureMax;
        private double _wattSeconds;
        private double _powerSeconds;
        private double _energy;

        public void Add(Subject subject, double seconds)
        {
            if (subject.Value(GpuMetrics.Utilization) is { } utilization)
            {
                _utilizationSeconds += utilization * seconds;
                _utilizationMax = Math.Max(_utilizationMax, utilization);
                _seconds += seconds;
            }

            _memoryPeak = subject.Value(GpuMetrics.MemoryUsed) is { } used ? Math.Max(_memoryPeak ?? used, used) : _memoryPeak;
            _memoryTotal = subject.Value(GpuMetrics.MemoryTotal) ?? _memoryTotal;
            if (subject.Value(GpuMetrics.Temperature) is { } temperature)
            {
                _temperatureMax = Math.Max(_temperatureMax ?? temperature, temperature);
            }

            if (subject.Value(GpuMetrics.Power) is { } power)
            {
                _wattSeconds += power * seconds;
                _powerSeconds += seconds;
            }

            _energy += subject.Delta(GpuMetrics.Energy) ?? 0;
        }

        public JsonObject ToJson() => new()
        {
            ["key"] = gpu.Key,
            ["index"] = gpu.Attributes.GetValueOrDefault(SubjectAttributes.Index),
            ["model"] = gpu.Attributes.GetValueOrDefault(SubjectAttributes.Model),
            ["utilization_mean_percent"] = _seconds > 0 ? Math.Round(_utilizationSeconds / _seconds, 1) : null,
            ["utilization_max_percent"] = _seconds > 0 ? _utilizationMax : null,
            ["memory_peak_bytes"] = (long?)_memoryPeak,
            ["memory_total_bytes"] = (long?)_memoryTotal,
            ["temperature_max_celsius"] = _temperatureMax,
            ["power_mean_watts"] = _powerSeconds > 0 ? Math.Round(_wattSeconds / _powerSeconds, 1) : null,
            ["energy_joules"] = _energy > 0 ? Math.Round(_energy) : null,
        };
    }
}
