namespace Vigil.Core.Metrics;

/// <summary>Vigil's own cost, and what it could not record.</summary>
public static class RecorderMetrics
{
    /// <summary>All of them, by column.</summary>
    public static MetricTable Table { get; } = new(SubjectKind.Recorder);

    /// <summary>Vigil's own CPU time.</summary>
    public static readonly Metric CpuTime = Table.Counter("vigil.recorder.cpu.time", Units.Seconds, 1e-6, "getrusage", "Vigil's own CPU time");

    /// <summary>Vigil's own resident memory.</summary>
    public static readonly Metric Resident = Table.Gauge("vigil.recorder.memory.usage", Units.Bytes, 1, "/proc/self/statm", "Vigil's own resident memory");

    /// <summary>Time that this sample took to read.</summary>
    public static readonly Metric SampleTime = Table.Gauge("vigil.recorder.sample.duration", Units.Seconds, 1e-6, "monotonic clock", "Time that this sample took to read");

    /// <summary>Processes of the watched tree alive now.</summary>
    public static readonly Metric TreeProcesses = Table.Gauge("vigil.tree.process.count", Units.One, 1, "process collector", "Processes of the watched tree alive now");

    /// <summary>Processes of the watched tree seen to start.</summary>
    public static readonly Metric ProcessStarts = Table.Counter("vigil.tree.process.started", Units.One, 1, "process collector", "Processes of the watched tree seen to start");

    /// <summary>Processes that started and ended between two samples.</summary>
    public static readonly Metric ShortLived = Table.Counter("vigil.tree.process.short_lived", Units.One, 1, "process connector, else an estimate", "Processes that started and ended between two samples");

    /// <summary>Readings that failed.</summary>
    public static readonly Metric CollectorFailures = Table.Counter("vigil.recorder.collector.failures", Units.One, 1, "recorder", "Readings that failed");

    /// <summary>Samples that could not be stored.</summary>
    public static readonly Metric DroppedSamples = Table.Counter("vigil.recorder.dropped.samples", Units.One, 1, "store", "Samples that could not be stored");

    /// <summary>Steps that could not be stored or sent.</summary>
    public static readonly Metric DroppedSteps = Table.Counter("vigil.recorder.dropped.steps", Units.One, 1, "store and client", "Steps that could not be stored or sent");

    /// <summary>Log bytes that could not be stored.</summary>
    public static readonly Metric DroppedLogBytes = Table.Counter("vigil.recorder.dropped.log", Units.Bytes, 1, "store", "Log bytes that could not be stored");

    /// <summary>Samples taken later than half an interval.</summary>
    public static readonly Metric LateSamples = Table.Counter("vigil.recorder.late", Units.One, 1, "recorder", "Samples taken later than half an interval");
}
