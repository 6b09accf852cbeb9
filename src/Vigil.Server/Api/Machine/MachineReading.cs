using System.Text.Json.Nodes;
using Vigil.Analysis.Operations;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Server.Monitoring;

namespace Vigil.Server.Api.Machine;

/// <summary>The machine at an instant, as the run that was sampled last knows it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="UnixSeconds">When.</param>
/// <param name="Totals">The figures.</param>
/// <param name="DiskFreeBytes">Space that is left on the fullest watched file system; null when none is watched.</param>
internal sealed record MachineReading(string RunId, double UnixSeconds, SampleTotals Totals, long? DiskFreeBytes)
{
    /// <summary>A run that was seen last longer ago than the others holds nothing newer than they do.</summary>
    private const int RunsLookedAt = 20;
    private const int MostReadings = 2000;
    private const double LookBackSeconds = 60;
    private const double Gigabyte = 1 << 30;
    private const double Megabyte = 1 << 20;

    public double? MemoryPercent => Totals is { MemoryUsedBytes: { } used, MemoryTotalBytes: > 0 and { } total } ? 100.0 * used / total : null;

    public double? DiskFreeGigabytes => DiskFreeBytes / Gigabyte;

    /// <summary>The newest sample of any run; null while nothing was ever sampled.</summary>
    public static MachineReading? Newest(IRunReader store)
    {
        foreach (RunRecord run in Recent(store))
        {
            if (Of(store, run) is { } reading)
            {
                return reading;
            }
        }

        return null;
    }

    /// <summary>The newest sample of a record; null while it has none.</summary>
    public static MachineReading? Of(IRunReader store, RunRecord run) =>
        store.ReadTotals(run.Start.Id, EndOf(run) - LookBackSeconds).LastOrDefault() is { } sample ? new MachineReading(run.Start.Id, sample.UnixSeconds, sample.Totals, DiskFree(store, run)) : null;

    /// <summary>Samples of the run that was sampled last, since an instant.</summary>
    public static IEnumerable<MachineReading> Since(IRunReader store, double unixSeconds) => Recent(store).Take(1)
        .SelectMany(run => store.ReadTotals(run.Start.Id, unixSeconds).Select(sample => new MachineReading(run.Start.Id, sample.UnixSeconds, sample.Totals, null)));

    /// <summary>The same for the analysis of operations, at most so many evenly chosen; the disk's free space is that of the newest.</summary>
    public static IReadOnlyList<ResourceReading> Resources(IRunReader store, double fromUnixSeconds)
    {
        MachineReading[] readings = [.. Since(store, fromUnixSeconds)];
        int every = Math.Max(1, (readings.Length + MostReadings - 1) / MostReadings);
        double? free = readings.Length > 0 ? Newest(store)?.DiskFreeGigabytes : null;
        return [.. readings.Where((_, index) => index % every == 0 || index == readings.Length - 1).Select(reading => new ResourceReading(
            reading.UnixSeconds, reading.Totals.CpuPercent, reading.MemoryPercent, reading.Totals.GpuUtilizationPercent, reading == readings[^1] ? free : null))];
    }

    /// <summary>In the document's words and units.</summary>
    public JsonObject ToJson() => new()
    {
        ["timestamp"] = UnixSeconds,
        ["run_id"] = RunId,
        ["cpu_percent"] = Totals.CpuPercent,
        ["memory_percent"] = MemoryPercent,
        ["memory_used_gb"] = Totals.MemoryUsedBytes / Gigabyte,
        ["memory_total_gb"] = Totals.MemoryTotalBytes / Gigabyte,
        ["disk_free_gb"] = DiskFreeGigabytes,
        ["gpu_memory_used_mb"] = Totals.GpuMemoryUsedBytes / Megabyte,
        ["gpu_memory_total_mb"] = Totals.GpuMemoryTotalBytes / Megabyte,
        ["gpu_utilization_percent"] = Totals.GpuUtilizationPercent,
    };

    /// <summary>The same shape where nothing is known.</summary>
    public static JsonObject Unknown() => new(new MachineReading("", 0, default, null).ToJson().Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)null)));

    /// <summary>A run that goes on comes first: the machine's own record answers while there is none.</summary>
    private static IEnumerable<RunRecord> Recent(IRunReader store) => store.ListRuns(RunsLookedAt).Concat(store.ListRuns(RunsLookedAt, RunKind.Monitor))
        .Where(run => run.Start.Recorder.HostName == MachineRecords.Host)
        .OrderByDescending(run => run is { State: RunState.Running, Start.Kind: RunKind.Run }).ThenByDescending(EndOf);

    /// <summary>When it may have been sampled last.</summary>
    private static double EndOf(RunRecord run) => run.Outcome?.EndedAt ?? run.LastSeenAt;

    private static long? DiskFree(IRunReader store, RunRecord run)
    {
        long from = (long)((EndOf(run) - LookBackSeconds) * 1000);
        return store.ReadSubjects(run.Start.Id).Where(subject => subject.Kind == SubjectKind.FileSystem)
            .Select(subject => store.ReadSeries(run.Start.Id, subject.Id, from).Columns.GetValueOrDefault(FileSystemMetrics.Available.Name, []).LastOrDefault(Reading.NotAvailable))
            .Where(free => free != Reading.NotAvailable).Min(free => (long?)free);
    }
}
