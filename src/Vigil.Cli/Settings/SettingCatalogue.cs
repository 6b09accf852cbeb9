using Vigil.Collection.Recording;
using static Vigil.Cli.Settings.SettingDefinition;

namespace Vigil.Cli.Settings;

/// <summary>
/// Every setting there is. A new one is one entry here, or a threshold of a rule; docs/settings.md is made from this list.
/// The thresholds are asked for only when somebody sets one: while a program is recorded, no analysis is loaded.
/// </summary>
internal static class SettingCatalogue
{
    private static readonly SettingDefinition[] s_own =
    [
        Text("db", "$XDG_DATA_HOME/vigil/vigil.db", "The database.", (s, v) => s with { Database = v }),
        Switch("quiet", false, "Keep Vigil's own words off standard error.", (s, v) => s with { Quiet = v }),

        Switch("monitoring.enabled", true, "Record what vigil run starts; false only starts it.", (s, v) => s with { Enabled = v }),
        Switch("monitoring.analyze_on_complete", true, "Analyse a run when it ends, or is found dead.", (s, v) => s with { AnalyzeOnComplete = v }),
        Number("monitoring.sample_interval_seconds", 0.1, 3600, 1, "Time between samples, seconds.", (s, v) => s with { Recorder = s.Recorder with { SampleIntervalSeconds = v } }, "AETHERIST_MONITORING_INTERVAL"),
        Number("monitoring.fastest_interval_seconds", 0.1, 3600, 0.1, "Shortest time between samples as memory nears its limit, seconds.", (s, v) => s with { Recorder = s.Recorder with { FastestIntervalSeconds = v } }),
        Switch("monitoring.track_per_process", true, "Record each process of the tree, not only their totals.", (s, v) => s with { TrackPerProcess = v }),
        Number("monitoring.memory_warning_threshold", 0, 1, 0.85, "Share of memory in use from which a warning is recorded.", (s, v) => s with { Recorder = s.Recorder with { MemoryWarningThreshold = v } }),
        Number("monitoring.memory_critical_threshold", 0, 1, 0.95, "Share of memory in use that counts as critical.", (s, v) => s with { Recorder = s.Recorder with { MemoryCriticalThreshold = v } }),
        Number("monitoring.memory_stall_ratio", 0, 1, 0.1, "Share of time waiting for memory (PSI) that counts as pressure.", (s, v) => s with { Recorder = s.Recorder with { MemoryStallRatio = v } }),
        Number("monitoring.swap_pressure_mib_per_second", 0, 1_000_000, 1, "Swap traffic that counts as pressure, MiB per second.", (s, v) => s with { Recorder = s.Recorder with { SwapPressureMebibytesPerSecond = v } }),
        Number("monitoring.disk_free_gib", 0, 1_000_000, 5, "Free space below which a disk may count as nearly full, GiB.", (s, v) => s with { Recorder = s.Recorder with { DiskFreeGibibytes = v } }),
        Number("monitoring.disk_free_ratio", 0, 1, 0.1, "Share of free space below which a disk may count as nearly full; both must hold.", (s, v) => s with { Recorder = s.Recorder with { DiskFreeRatio = v } }),
        new SettingDefinition("monitoring.on_pressure", "signal, or signal:memory,disk", "none", "Signal that a program which catches it is sent, once each time, before memory or a watched disk runs out: SIGUSR1, or SIGUSR1:memory.", (s, v) =>
            v == "none" ? (s with { OnPressure = null }, null)
            : PressureOptions.Parse(v) is { Options: { } options } ? (s with { OnPressure = options }, null)
            : (null, PressureOptions.Parse(v).Fault)),
        Number("monitoring.pressure_lead_seconds", 5, 3600, 60, "How long before the limit that signal is sent, seconds.", (s, v) => s with { PressureLeadSeconds = v }),

        Switch("monitor.enabled", false, "Record this machine while vigil serve runs.", (s, v) => s with { MonitorMachine = v }),
        Number("monitor.interval_seconds", 0.1, 3600, 1, "Time between samples of this machine, seconds.", (s, v) => s with { MonitorIntervalSeconds = v }),
        Integer("monitor.processes", 0, 100, 10, "Processes recorded by each of CPU time, memory and GPU; 0 records none.", (s, v) => s with { MonitorProcesses = v }),

        Integer("log.head_mib", 0, 4096, 8, "Kept at the start of a run's output, MiB.", (s, v) => s with { LogHeadMebibytes = v }),
        Integer("log.tail_mib", 1, 4096, 8, "Kept at the end of a run's output, MiB.", (s, v) => s with { LogTailMebibytes = v }),

        Number("steps.max_per_second", 1, 100_000, 50, "Most steps stored per second; what is left out is counted and said.", (s, v) => s with { StepsPerSecond = v }),
        Switch("steps.tensorboard", true, "Follow TensorBoard event files that the run writes.", (s, v) => s with { TensorBoard = v }),

        Number("retention.raw_days", 0, 36_500, 30, "Days for which samples of machines and services are kept; 0 keeps them for ever. Roll-ups stay.", (s, v) => s with { Retention = s.Retention with { RawAge = Days(v) } }),
        Number("retention.minute_days", 0, 36_500, 365, "Days for which their roll-ups to minutes are kept; 0 keeps them for ever.", (s, v) => s with { Retention = s.Retention with { MinuteAge = Days(v) } }),
        Number("retention.hour_days", 0, 36_500, 0, "Days for which their roll-ups to hours are kept; 0 keeps them for ever.", (s, v) => s with { Retention = s.Retention with { HourAge = Days(v) } }),
        Number("retention.max_gib", 0, 1_000_000, 0, "Most that the database may hold, GiB: beyond it the oldest goes first; 0 is no bound.", (s, v) => s with { Retention = s.Retention with { MostBytes = v == 0 ? null : (long)(v * (1L << 30)) } }),
        Switch("retention.runs", false, "Whether runs of programs that ended are deleted by these rules too.", (s, v) => s with { Retention = s.Retention with { IncludesRuns = v } }),
        Number("operations.slow_seconds", 0.001, 86_400, 30, "An operation that takes longer is slow, seconds.", (s, v) => s with { Operations = s.Operations with { SlowSeconds = v } }),
        Number("operations.slow_share", 0, 1, 0.1, "Share of slow operations above which they are a bottleneck.", (s, v) => s with { Operations = s.Operations with { SlowShare = v } }),
        Number("operations.failure_share", 0, 1, 0.05, "Share of failed operations above which they are a bottleneck.", (s, v) => s with { Operations = s.Operations with { FailureShare = v } }),
        Number("operations.high_cpu_percent", 0, 100, 80, "CPU use that counts as high, per cent.", (s, v) => s with { Operations = s.Operations with { HighCpuPercent = v } }),
        Number("operations.high_memory_percent", 0, 100, 85, "Memory use that counts as high, per cent.", (s, v) => s with { Operations = s.Operations with { HighMemoryPercent = v } }),
        Number("operations.low_disk_gib", 0, 1_000_000, 5, "Free disk space that counts as low, GiB.", (s, v) => s with { Operations = s.Operations with { LowDiskGibibytes = v } }),
        Number("operations.download_seconds", 0, 1_000_000, 300, "Mean time of downloads above which advice is given, seconds.", (s, v) => s with { Operations = s.Operations with { DownloadSeconds = v } }),
        Number("operations.health_check_seconds", 0, 1_000_000, 10, "Mean time of health checks above which advice is given, seconds.", (s, v) => s with { Operations = s.Operations with { HealthCheckSeconds = v } }),

        Switch("resource_monitor.enabled", false, "Print [Resources] blocks.", (s, v) => s with { PrintResources = v }),
        Integer("resource_monitor.log_interval", 1, 1_000_000, 10, "Print and export every so many steps.", (s, v) => s with { Resources = s.Resources with { LogInterval = v } }),
        Switch("resource_monitor.gpu_monitoring", true, "Show GPUs in the block.", (s, v) => s with { Resources = s.Resources with { GpuMonitoring = v } }),
        Switch("resource_monitor.cpu_monitoring", true, "Show CPU and memory in the block.", (s, v) => s with { Resources = s.Resources with { CpuMonitoring = v } }),
        Switch("resource_monitor.io_monitoring", true, "Show disk traffic in the block.", (s, v) => s with { Resources = s.Resources with { IoMonitoring = v } }),
        Switch("resource_monitor.alert_gpu_underutilization", true, "Alert on low GPU utilisation.", (s, v) => s with { Resources = s.Resources with { AlertGpuUnderutilization = v } }),
        Switch("resource_monitor.alert_memory_pressure", true, "Alert on high memory use.", (s, v) => s with { Resources = s.Resources with { AlertMemoryPressure = v } }),
        Switch("resource_monitor.alert_io_bottleneck", true, "Alert on waiting for disks.", (s, v) => s with { Resources = s.Resources with { AlertIoBottleneck = v } }),
        Number("resource_monitor.gpu_util_threshold", 0, 1, 0.5, "GPU utilisation below which an alert is raised.", (s, v) => s with { Resources = s.Resources with { GpuUtilThreshold = v } }),
        Number("resource_monitor.memory_threshold", 0, 1, 0.9, "Share of memory above which an alert is raised.", (s, v) => s with { Resources = s.Resources with { MemoryThreshold = v } }),
        Number("resource_monitor.io_wait_threshold", 0, 1, 0.3, "Share of time waiting for disks above which an alert is raised.", (s, v) => s with { Resources = s.Resources with { IoWaitThreshold = v } }),
        Number("resource_monitor.gpu_temperature_threshold", 0, 200, 80, "GPU temperature above which an alert is raised, degrees Celsius.", (s, v) => s with { Resources = s.Resources with { GpuTemperatureThreshold = v } }),
        Switch("resource_monitor.export_timeseries", false, "Write epoch_N.csv files.", (s, v) => s with { Resources = s.Resources with { ExportTimeSeries = v } }),
        Text("resource_monitor.timeseries_path", "resource_logs", "Folder of the epoch_N.csv files.", (s, v) => s with { Resources = s.Resources with { TimeSeriesPath = v } }),
    ];

    /// <summary>All of them, those of rules last.</summary>
    public static IEnumerable<SettingDefinition> All => s_own.Concat(RuleSettings.All);

    /// <summary>The setting of a key; null when there is none.</summary>
    public static SettingDefinition? Find(string key) => Named(key, RuleSettings.Prefix).FirstOrDefault(setting => setting.Key == key);

    /// <summary>True when keys start with these words and a dot.</summary>
    public static bool HasSection(string section) =>
        Named(section + ".", RuleSettings.Prefix).Any(setting => setting.Key.StartsWith(section + ".", StringComparison.Ordinal));

    /// <summary>The setting of an environment variable with Vigil's prefix; null when there is none.</summary>
    public static SettingDefinition? FindVariable(string variable) =>
        Named(variable, RuleSettings.VariablePrefix).FirstOrDefault(setting => setting.Variable == variable);

    /// <summary>The settings that these environment variables may set, in order.</summary>
    public static IEnumerable<SettingDefinition> SetBy(IEnumerable<string> variables) =>
        variables.Any(variable => variable.StartsWith(RuleSettings.VariablePrefix, StringComparison.Ordinal)) ? All : s_own;

    private static TimeSpan? Days(double days) => days == 0 ? null : TimeSpan.FromDays(days);

    private static IEnumerable<SettingDefinition> Named(string name, string prefixOfRules) =>
        name.StartsWith(prefixOfRules, StringComparison.Ordinal) ? RuleSettings.All : s_own;
}
