using System.Globalization;
using Vigil.Collection.Sampling;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Resources;

/// <summary>
/// Gathers the samples between two printed blocks: rates and utilisation as means over the window, levels as they stood
/// last. Fed by the sampling thread, emptied by whoever prints. Where blocks come faster than samples, a block repeats the
/// latest readings, with their time.
/// </summary>
internal sealed class ResourceWindow(ResourceMonitorOptions options) : IFrameObserver
{
    private const double Megabyte = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly List<GpuSum> _gpus = [];
    private ResourceReadings? _taken;
    private bool _fresh;
    private SampleTotals _latest;
    private double _unixSeconds;
    private double _seconds;
    private double _cpu;
    private double _processCpu;
    private double _ioWait;
    private double _read;
    private double _written;
    private int _samples;
    private bool _trafficKnown;

    public void Observe(SampleFrame frame, IEventSink events)
    {
        lock (_lock)
        {
            SampleTotals totals = frame.Totals;
            _latest = totals;
            _fresh = true;
            _unixSeconds = frame.UnixMilliseconds / 1000.0;
            AddGpus(frame);
            double elapsed = frame.ElapsedSeconds;
            if (elapsed <= 0)
            {
                return;
            }

            _samples++;
            _seconds += elapsed;
            _cpu += (totals.CpuPercent ?? 0) * elapsed;
            _processCpu += (totals.ProcessCpuPercent ?? 0) * elapsed;
            _ioWait += (totals.IoWaitPercent ?? 0) * elapsed;
            AddProcessTraffic(frame);
        }
    }

    /// <summary>
    /// The readings since the last call, or the same again when no sample came since. Null before the first sample; rates
    /// are null when it is the only one.
    /// </summary>
    public ResourceReadings? Take()
    {
        lock (_lock)
        {
            if (_fresh)
            {
                _taken = Read();
                _fresh = false;
                _seconds = _cpu = _processCpu = _ioWait = _read = _written = 0;
                _samples = 0;
                foreach (GpuSum gpu in _gpus)
                {
                    gpu.Restart();
                }
            }

            return _taken;
        }
    }

    private ResourceReadings Read()
    {
        bool cpu = options.CpuMonitoring;
        bool rates = _samples > 0;
        bool traffic = options.IoMonitoring && rates && _trafficKnown;
        return new ResourceReadings
        {
            UnixSeconds = _unixSeconds,
            WindowSeconds = _seconds,
            Gpus = options.GpuMonitoring ? [.. _gpus.Where(gpu => gpu.Present).OrderBy(gpu => gpu.Index).Select(gpu => gpu.ToReadings())] : [],
            CpuPercent = cpu && rates && _latest.CpuPercent is not null ? _cpu / _seconds : null,
            CpuProcessPercent = cpu && rates && _latest.ProcessCpuPercent is not null ? _processCpu / _seconds : null,
            MemoryTotalMegabytes = cpu ? _latest.MemoryTotalBytes / Megabyte : null,
            MemoryAvailableMegabytes = cpu ? _latest.MemoryAvailableBytes / Megabyte : null,
            MemoryPercent = cpu && _latest.MemoryTotalBytes > 0 ? 100.0 * _latest.MemoryUsedBytes / _latest.MemoryTotalBytes : null,
            MemoryProcessMegabytes = cpu && _latest.MainProcessBytes is { } main ? (main + (_latest.WorkerBytes ?? 0)) / Megabyte : null,
            ReadMegabytesPerSecond = traffic ? _read / Megabyte / _seconds : null,
            WriteMegabytesPerSecond = traffic ? _written / Megabyte / _seconds : null,
            IoWaitPercent = options.IoMonitoring && rates && _latest.IoWaitPercent is not null ? _ioWait / _seconds : null,
        };
    }

    private void AddProcessTraffic(SampleFrame frame)
    {
        IReadOnlyList<Subject> subjects = frame.Subjects;
        for (int i = 0; i < subjects.Count; i++)
        {
            if (subjects[i].Kind == SubjectKind.Process)
            {
                double? read = subjects[i].Delta(ProcessMetrics.ReadBytes);
                double? written = subjects[i].Delta(ProcessMetrics.WriteBytes);
                _trafficKnown |= read is not null || written is not null;
                _read += read ?? 0;
                _written += written ?? 0;
            }
        }
    }

    private void AddGpus(SampleFrame frame)
    {
        foreach (GpuSum gpu in _gpus)
        {
            gpu.Present = false;
        }

        IReadOnlyList<Subject> subjects = frame.Subjects;
        for (int i = 0; i < subjects.Count; i++)
        {
            Subject subject = subjects[i];
            if (subject.Kind == SubjectKind.Gpu && !subject.Attributes.ContainsKey(SubjectAttributes.Parent))
            {
                Find(subject).Add(subject);
            }
        }
    }

    private GpuSum Find(Subject subject)
    {
        foreach (GpuSum known in _gpus)
        {
            if (known.Key == subject.Key)
            {
                return known;
            }
        }

        var added = new GpuSum(subject.Key, ChooseIndex(subject));
        _gpus.Add(added);
        return added;
    }

    /// <summary>The driver's number, unless another maker's device has it already.</summary>
    private int ChooseIndex(Subject subject)
    {
        int index = int.TryParse(subject.Attributes.GetValueOrDefault(SubjectAttributes.Index), CultureInfo.InvariantCulture, out int number)
            ? number
            : 0;
        while (_gpus.Exists(gpu => gpu.Index == index))
        {
            index++;
        }

        return index;
    }

    private sealed class GpuSum(string key, int index)
    {
        private double _utilization;
        private int _utilizationSamples;
        private double? _used;
        private double? _total;
        private double? _temperature;
        private double? _power;

        public string Key { get; } = key;

        public int Index { get; } = index;

        /// <summary>Whether the latest sample had it: a lost device is not shown with its last values.</summary>
        public bool Present { get; set; }

        public void Add(Subject gpu)
        {
            if (gpu.Value(GpuMetrics.Utilization) is { } utilization)
            {
                _utilization += utilization;
                _utilizationSamples++;
            }

            Present = true;
            _used = gpu.Value(GpuMetrics.MemoryUsed);
            _total = gpu.Value(GpuMetrics.MemoryTotal);
            _temperature = gpu.Value(GpuMetrics.Temperature);
            _power = gpu.Value(GpuMetrics.Power);
        }

        public void Restart()
        {
            _utilization = 0;
            _utilizationSamples = 0;
        }

        public GpuReadings ToReadings() => new(
            Index,
            _utilizationSamples > 0 ? _utilization / _utilizationSamples : null,
            _used / Megabyte,
            _total / Megabyte,
            _temperature,
            _power);
    }
}
