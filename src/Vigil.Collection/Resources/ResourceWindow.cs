using System.Globalization;
using Vigil.Collection.Recording;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Resources;

/// <summary>
/// Gathers the samples between two printed blocks: rates and utilisation as means over the window, levels as they stood
/// last. Fed by the sampling thread, emptied by whoever prints.
/// </summary>
internal sealed class ResourceWindow(ResourceMonitorOptions options) : IFrameObserver
{
    private const double Megabyte = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, GpuSum> _gpus = [];
    private SampleTotals _latest;
    private double _unixSeconds;
    private double _seconds;
    private double _cpu;
    private double _processCpu;
    private double _ioWait;
    private double _read;
    private double _written;
    private int _samples;

    public void Observe(SampleFrame frame, IEventSink events)
    {
        lock (_lock)
        {
            SampleTotals totals = frame.Totals;
            _latest = totals;
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
    /// The readings since the last call; when no sample came since then, rates are null. Null before the first sample.
    /// </summary>
    public ResourceReadings? Take()
    {
        lock (_lock)
        {
            if (_unixSeconds == 0)
            {
                return null;
            }

            bool cpu = options.CpuMonitoring;
            bool rates = _samples > 0;
            var readings = new ResourceReadings
            {
                UnixSeconds = _unixSeconds,
                WindowSeconds = _seconds,
                Gpus = options.GpuMonitoring ? [.. _gpus.Select(gpu => gpu.Value.ToReadings(gpu.Key))] : [],
                CpuPercent = cpu && rates && _latest.CpuPercent is not null ? _cpu / _seconds : null,
                CpuProcessPercent = cpu && rates && _latest.ProcessCpuPercent is not null ? _processCpu / _seconds : null,
                MemoryTotalMegabytes = cpu ? _latest.MemoryTotalBytes / Megabyte : null,
                MemoryAvailableMegabytes = cpu ? _latest.MemoryAvailableBytes / Megabyte : null,
                MemoryPercent = cpu && _latest.MemoryTotalBytes > 0 ? 100.0 * _latest.MemoryUsedBytes / _latest.MemoryTotalBytes : null,
                MemoryProcessMegabytes = cpu && _latest.MainProcessBytes is { } main ? (main + (_latest.WorkerBytes ?? 0)) / Megabyte : null,
                ReadMegabytesPerSecond = options.IoMonitoring && rates ? _read / Megabyte / _seconds : null,
                WriteMegabytesPerSecond = options.IoMonitoring && rates ? _written / Megabyte / _seconds : null,
                IoWaitPercent = options.IoMonitoring && rates && _latest.IoWaitPercent is not null ? _ioWait / _seconds : null,
            };
            _seconds = _cpu = _processCpu = _ioWait = _read = _written = 0;
            _samples = 0;
            _gpus.Clear();
            return readings;
        }
    }

    private void AddProcessTraffic(SampleFrame frame)
    {
        IReadOnlyList<Subject> subjects = frame.Subjects;
        for (int i = 0; i < subjects.Count; i++)
        {
            if (subjects[i].Kind == SubjectKind.Process)
            {
                _read += subjects[i].Delta(ProcessMetrics.ReadBytes) ?? 0;
                _written += subjects[i].Delta(ProcessMetrics.WriteBytes) ?? 0;
            }
        }
    }

    private void AddGpus(SampleFrame frame)
    {
        IReadOnlyList<Subject> subjects = frame.Subjects;
        for (int i = 0; i < subjects.Count; i++)
        {
            Subject subject = subjects[i];
            if (subject.Kind == SubjectKind.Gpu && !subject.Attributes.ContainsKey(SubjectAttributes.Parent))
            {
                int index = int.TryParse(subject.Attributes.GetValueOrDefault(SubjectAttributes.Index), CultureInfo.InvariantCulture, out int number)
                    ? number
                    : _gpus.Count;
                GpuSum sum = _gpus.GetValueOrDefault(index);
                sum.Add(subject);
                _gpus[index] = sum;
            }
        }
    }

    private struct GpuSum
    {
        private double _utilization;
        private int _utilizationSamples;
        private double? _used;
        private double? _total;
        private double? _temperature;
        private double? _power;

        public void Add(Subject gpu)
        {
            if (gpu.Value(GpuMetrics.Utilization) is { } utilization)
            {
                _utilization += utilization;
                _utilizationSamples++;
            }

            _used = gpu.Value(GpuMetrics.MemoryUsed);
            _total = gpu.Value(GpuMetrics.MemoryTotal);
            _temperature = gpu.Value(GpuMetrics.Temperature);
            _power = gpu.Value(GpuMetrics.Power);
        }

        public readonly GpuReadings ToReadings(int index) => new(
            index,
            _utilizationSamples > 0 ? _utilization / _utilizationSamples : null,
            _used / Megabyte,
            _total / Megabyte,
            _temperature,
            _power);
    }
}
