using System.Globalization;
using Vigil.Collection.Resources;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Server.Exporting;

namespace Vigil.Cli.Export;

/// <summary>The resources of a stored run at any moment, in the terms of <c>epoch_N.csv</c>.</summary>
internal sealed class StoredResources
{
    private const double Megabyte = 1024 * 1024;

    private readonly List<StoredTotals> _totals;
    private readonly SeriesTable _system;
    private readonly List<(int Index, SeriesTable Series)> _gpus;
    private readonly SortedDictionary<long, (double Read, double Written)> _traffic;
    private readonly long[] _trafficTimes;

    private StoredResources(
        List<StoredTotals> totals,
        SeriesTable system,
        List<(int Index, SeriesTable Series)> gpus,
        SortedDictionary<long, (double Read, double Written)> traffic)
    {
        _totals = totals;
        _system = system;
        _gpus = gpus;
        _traffic = traffic;
        _trafficTimes = [.. traffic.Keys];
    }

    public static StoredResources Load(IRunReader store, string runId, IReadOnlyList<StoredSubject> subjects)
    {
        var system = new SeriesTable([], new Dictionary<string, long[]>());
        var gpus = new List<(int, SeriesTable)>();
        var traffic = new SortedDictionary<long, (double Read, double Written)>();
        foreach (StoredSubject subject in subjects)
        {
            switch (subject.Kind)
            {
                case SubjectKind.System:
                    system = store.ReadSeries(runId, subject.Id);
                    break;
                case SubjectKind.Gpu when !subject.Attributes.ContainsKey(SubjectAttributes.Parent):
                    int index = int.TryParse(subject.Attributes.GetValueOrDefault(SubjectAttributes.Index), CultureInfo.InvariantCulture, out int number) ? number : gpus.Count;
                    gpus.Add((index, store.ReadSeries(runId, subject.Id)));
                    break;
                case SubjectKind.Process:
                    AddTraffic(traffic, store.ReadSeries(runId, subject.Id));
                    break;
                default:
                    break;
            }
        }

        gpus.Sort((a, b) => a.Item1.CompareTo(b.Item1));
        return new StoredResources([.. store.ReadTotals(runId)], system, gpus, traffic);
    }

    /// <summary>The latest sample at or before a moment; the first one for moments before it.</summary>
    public ResourceReadings At(double unixSeconds)
    {
        int sample = Math.Max(0, Last(_totals.Count, i => _totals[i].UnixSeconds <= unixSeconds));
        SampleTotals totals = _totals.Count == 0 ? default : _totals[sample].Totals;
        long milliseconds = _totals.Count == 0 ? 0 : (long)Math.Round(_totals[sample].UnixSeconds * 1000);
        int flow = Last(_trafficTimes.Length, i => _trafficTimes[i] <= milliseconds);
        (double Read, double Written)? rates = flow < 0 ? null : _traffic[_trafficTimes[flow]];
        return new ResourceReadings
        {
            UnixSeconds = unixSeconds,
            Gpus = [.. _gpus.Select(gpu => Gpu(gpu.Index, gpu.Series, milliseconds))],
            CpuPercent = totals.CpuPercent,
            MemoryTotalMegabytes = totals.MemoryTotalBytes / Megabyte,
            MemoryAvailableMegabytes = totals.MemoryAvailableBytes / Megabyte,
            MemoryPercent = totals.MemoryTotalBytes > 0 ? 100.0 * totals.MemoryUsedBytes / totals.MemoryTotalBytes : null,
            MemoryProcessMegabytes = totals.MainProcessBytes is { } main ? (main + (totals.WorkerBytes ?? 0)) / Megabyte : null,
            ReadMegabytesPerSecond = rates?.Read / Megabyte,
            WriteMegabytesPerSecond = rates?.Written / Megabyte,
            IoWaitPercent = IoWait(milliseconds),
        };
    }

    private static void AddTraffic(SortedDictionary<long, (double Read, double Written)> traffic, SeriesTable process)
    {
        for (int row = 1; row < process.UnixMilliseconds.Length; row++)
        {
            double seconds = (process.UnixMilliseconds[row] - process.UnixMilliseconds[row - 1]) / 1000.0;
            if (seconds > 0)
            {
                (double read, double written) = traffic.GetValueOrDefault(process.UnixMilliseconds[row]);
                read += Growth(process, ProcessMetrics.ReadBytes, row) / seconds;
                written += Growth(process, ProcessMetrics.WriteBytes, row) / seconds;
                traffic[process.UnixMilliseconds[row]] = (read, written);
            }
        }
    }

    private static double Growth(SeriesTable series, Metric metric, int row) =>
        RunTables.Value(series, metric, row) is { } now && RunTables.Value(series, metric, row - 1) is { } before ? Math.Max(0, now - before) : 0;

    private static GpuReadings Gpu(int index, SeriesTable series, long milliseconds)
    {
        int row = Last(series.UnixMilliseconds.Length, i => series.UnixMilliseconds[i] <= milliseconds);
        return row < 0 ? new GpuReadings(index, null, null, null, null, null) : new GpuReadings(
            index,
            RunTables.Value(series, GpuMetrics.Utilization, row),
            RunTables.Value(series, GpuMetrics.MemoryUsed, row) / Megabyte,
            RunTables.Value(series, GpuMetrics.MemoryTotal, row) / Megabyte,
            RunTables.Value(series, GpuMetrics.Temperature, row),
            RunTables.Value(series, GpuMetrics.Power, row));
    }

    private double? IoWait(long milliseconds)
    {
        int row = Last(_system.UnixMilliseconds.Length, i => _system.UnixMilliseconds[i] <= milliseconds);
        if (row < 1)
        {
            return null;
        }

        double wait = Growth(_system, SystemMetrics.CpuIoWait, row);
        double all = wait
            + Growth(_system, SystemMetrics.CpuUser, row)
            + Growth(_system, SystemMetrics.CpuSystem, row)
            + Growth(_system, SystemMetrics.CpuSteal, row)
            + Growth(_system, SystemMetrics.CpuIdle, row);
        return all > 0 ? wait / all * 100 : null;
    }

    /// <summary>The last index for which a condition holds that holds for all before it; -1 for none.</summary>
    private static int Last(int count, Func<int, bool> holds)
    {
        int low = 0;
        int high = count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (holds(middle))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
