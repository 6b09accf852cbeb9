using Vigil.Alerting.Conditions;
using Vigil.Alerting.Watching;
using Vigil.Core.Alerts;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;

namespace Vigil.Alerting.Rules;

/// <summary>The rules that come with Vigil, on unless switched off. Each has a page in docs/alerts/. A new one is an entry here and a page.</summary>
internal static class BuiltInAlerts
{
    private const double Minute = 60;
    private const double Hour = 3600;
    private const double Gibibyte = 1L << 30;

    /// <summary>How long something that happened once is held to be so.</summary>
    private const double EventSeconds = 15 * Minute;

    /// <summary>All of them, by what they are about.</summary>
    public static IReadOnlyList<AlertRule> All { get; } =
    [
        // Memory: the documents warn at 85 and 90 % and call 95 % critical.
        Rule("memory_high", AlertSeverity.Warning, "Little memory is left on the machine.", "{host}: {value} of memory in use", new ThresholdCondition(0.9, above: true, resolve: 0.85)) with
        {
            Series = Of(SystemMetrics.MemoryUsed, SystemMetrics.MemoryTotal),
            ForSeconds = Minute,
            Description = "At 95 % the kernel may soon kill a process. Fewer data-loading workers, a smaller batch or gradient checkpointing need less.",
        },
        Rule("memory_critical", AlertSeverity.Critical, "Memory of the machine is about to run out.", "{host}: {value} of memory in use", new ThresholdCondition(0.95, above: true, resolve: 0.92)) with
        {
            Series = Of(SystemMetrics.MemoryUsed, SystemMetrics.MemoryTotal),
            ForSeconds = 10,
            Inhibits = ["memory_high"],
            Description = "The kernel kills a process when nothing is left. Save a checkpoint, or end what is not needed.",
        },
        Rule("memory_forecast", AlertSeverity.Critical, "Memory of the machine will run out soon.", "{host}: memory runs out in {value}", new ForecastCondition(0.99, upwards: true, withinSeconds: 15 * Minute, overSeconds: 20 * Minute)) with
        {
            Series = Of(SystemMetrics.MemoryUsed, SystemMetrics.MemoryTotal),
            ForSeconds = Minute,
            Description = "Memory in use rises steadily ({detail}). vigil analyze tells which process grows.",
        },
        Rule("container_memory_high", AlertSeverity.Warning, "Little memory is left in the container or control group.", "{run_name}: {value} of its memory limit in use", new ThresholdCondition(0.9, above: true, resolve: 0.85)) with
        {
            Series = Of(CgroupMetrics.MemoryWorkingSet, CgroupMetrics.MemoryLimit),
            ForSeconds = Minute,
            Description = "At the limit the kernel kills a process of the group. Raise the limit, or need less.",
        },
        Rule("container_memory_critical", AlertSeverity.Critical, "Memory of the container or control group is about to run out.", "{run_name}: {value} of its memory limit in use", new ThresholdCondition(0.95, above: true, resolve: 0.92)) with
        {
            Series = Of(CgroupMetrics.MemoryWorkingSet, CgroupMetrics.MemoryLimit),
            ForSeconds = 10,
            Inhibits = ["container_memory_high"],
            Description = "At the limit the kernel kills a process of the group. Save a checkpoint now.",
        },
        Rule("container_memory_forecast", AlertSeverity.Critical, "Memory of the container or control group will run out soon.", "{run_name}: its memory limit is reached in {value}", new ForecastCondition(0.99, upwards: true, withinSeconds: 15 * Minute, overSeconds: 20 * Minute)) with
        {
            Series = Of(CgroupMetrics.MemoryWorkingSet, CgroupMetrics.MemoryLimit),
            ForSeconds = Minute,
            Description = "Memory in use rises steadily ({detail}). vigil analyze tells which process grows.",
        },
        Event("swap_pressure", AlertSeverity.Warning, "Memory is being swapped.", "{run_name}: memory is being swapped", [EventTypes.SwapPressure], "What is swapped is a thousand times slower than memory: need less of it, or end what else runs here."),

        // Processors and disks: high above 80 %, 30 % of the time waiting for disks, 5 GB of space.
        Rule("cpu_high", AlertSeverity.Info, "The processors are busy.", "{host}: only {value} of its processor time is idle", new ThresholdCondition(0.2, above: false, resolve: 0.3, meanSeconds: 5 * Minute)) with
        {
            Series = Of(SystemMetrics.CpuIdle, SystemMetrics.CpuCount),
            ForSeconds = 10 * Minute,
            Description = "More than 80 % in use for a quarter of an hour. That is good where the work is on processors; where it is on GPUs they may be waiting for data.",
        },
        Rule("io_wait_high", AlertSeverity.Warning, "Processors wait for disks.", "{host}: {value} of processor time is spent waiting for disks", new ThresholdCondition(0.3, above: true, resolve: 0.2, meanSeconds: Minute)) with
        {
            Series = Of(SystemMetrics.CpuIoWait, SystemMetrics.CpuCount),
            ForSeconds = 2 * Minute,
            Description = "Data comes too slowly: a faster or nearer disk, larger files, or more that is kept in memory.",
        },
        Rule("disk_low", AlertSeverity.Warning, "A disk is nearly full.", "{subject} on {host}: {value} left", new ThresholdCondition(5 * Gibibyte, above: false, resolve: 6 * Gibibyte)) with
        {
            Series = Of(FileSystemMetrics.Available),
            ForSeconds = Minute,
            Description = "The next checkpoint may not fit. Remove old ones, or save elsewhere.",
        },
        Rule("disk_full_soon", AlertSeverity.Critical, "A disk will be full soon.", "{subject} on {host} is full in {value}", new ForecastCondition(0, upwards: false, withinSeconds: 2 * Hour, overSeconds: Hour)) with
        {
            Series = Of(FileSystemMetrics.Available),
            ForSeconds = 2 * Minute,
            Inhibits = ["disk_low"],
            Description = "Free space falls steadily ({detail}). A run whose disk is full loses its checkpoint.",
        },

        // GPUs: hot above 80 °C, underused below 50 %.
        Rule("gpu_underutilized", AlertSeverity.Warning, "A GPU of a run does little.", "{subject} on {host} is {value} busy", new ThresholdCondition(50, above: false, resolve: 60, meanSeconds: 5 * Minute)) with
        {
            Series = Of(GpuMetrics.Utilization),
            ForSeconds = 10 * Minute,
            Records = [RunKind.Run],
            Description = "It waits for something: data, the processor, other GPUs. vigil analyze tells where the time goes.",
        },
        Rule("gpu_temperature_high", AlertSeverity.Warning, "A GPU is hot.", "{subject} on {host}: {value}", new ThresholdCondition(80, above: true, resolve: 75)) with
        {
            Series = Of(GpuMetrics.Temperature),
            ForSeconds = Minute,
            Description = "It will slow itself down. Look at fans, air and dust, or lower its power limit.",
        },
        Rule("gpu_memory_errors", AlertSeverity.Critical, "A GPU's memory gives wrong values.", "{subject} on {host}: uncorrected memory errors", new ThresholdCondition(0, above: true, meanSeconds: Minute)) with
        {
            Series = Of(GpuMetrics.EccUncorrected),
            KeepFiringSeconds = EventSeconds,
            Description = "What was computed on it since may be wrong. Restart the run from an earlier checkpoint on another GPU, and have this one tested.",
        },
        Event("gpu_lost", AlertSeverity.Critical, "A GPU stopped answering.", "{run_name}: a GPU stopped answering or reported a fault", [EventTypes.GpuLost, EventTypes.GpuXid], "{detail}"),

        // Training.
        Event("out_of_memory", AlertSeverity.Critical, "A process was killed, or an allocation failed, for want of memory.", "{run_name} ran out of memory", [EventTypes.HostOom, EventTypes.CgroupOom, EventTypes.CudaOom], "{detail}"),
        Event("loss_not_finite", AlertSeverity.Critical, "A loss or gradient is no number.", "{run_name}: the loss or the gradient is no number", [EventTypes.Nan], "The training will not recover: stop it, go back to the last good checkpoint, and lower the learning rate."),
        Rule("run_failed", AlertSeverity.Warning, "A run failed.", "{run_name} failed", new EventCondition(
            [EventTypes.TrainingEnd], new Dictionary<string, IReadOnlyList<string>> { ["cause"] = ["!success", "!interrupted", "!unknown"] }, EventSeconds, 1)) with
        {
            Description = "{detail}",
        },
        Rule("step_time_anomaly", AlertSeverity.Info, "Steps take unusually long.", "{run_name}: a step takes {value}", new AnomalyCondition(8, AnomalyDirection.Above, 10 * Minute, Hour, Minute)) with
        {
            Series = SeriesSelector.Parse("step::step_time", null).Selector,
            ForSeconds = 3 * Minute,
            Records = [RunKind.Run],
            Description = "For this run it is {detail}.",
        },
        Rule("critical_finding", AlertSeverity.Warning, "Analysis found something critical.", "{run_name}: {detail}", new FindingCondition([], ["critical"], Hour)) with
        {
            Description = "vigil analyze {run} tells the evidence and the remedy.",
        },

        // Vigil itself.
        Rule("recording_silent", AlertSeverity.Warning, "A record that should go on gets no readings.", "{run_name} on {host}: no reading for {value}", new AbsenceCondition(Minute)) with
        {
            Series = Of(RecorderMetrics.SampleTime),
            ForSeconds = 30,
            Description = "The recorder was killed or stopped, the machine hangs, or it cannot be reached.",
        },
        Rule("recording_incomplete", AlertSeverity.Info, "Samples could not be stored.", "{run_name}: samples are lost", new ThresholdCondition(0, above: true, meanSeconds: Minute)) with
        {
            Series = Of(RecorderMetrics.DroppedSamples),
            KeepFiringSeconds = 5 * Minute,
            Description = "The database is locked, or its disk is full or too slow.",
        },
    ];

    private static AlertRule Rule(string name, AlertSeverity severity, string title, string summary, ICondition condition) => new()
    {
        Name = name,
        Severity = severity,
        Title = title,
        Condition = condition,
        Summary = summary,
        IsBuiltIn = true,
    };

    private static AlertRule Event(string name, AlertSeverity severity, string title, string summary, IReadOnlyList<string> types, string description) =>
        Rule(name, severity, title, summary, new EventCondition(types, new Dictionary<string, IReadOnlyList<string>>(), EventSeconds, 1)) with { Description = description };

    private static SeriesSelector Of(Metric metric, Metric? divisor = null) => new(metric.Subject, EnumNames.ToSnakeCase(metric.Subject), "*", metric.Name, divisor?.Name);
}
