using Vigil.Core.Metrics;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using static Vigil.Server.Prometheus.Mapping;

namespace Vigil.Server.Prometheus;

/// <summary>Runs: what they train, what their processes and their control group use, and what recording them costs.</summary>
internal static class RunNames
{
    private const string Seconds = "seconds";
    private const string Bytes = "bytes";

    public static readonly Family StartTime = Gauge("vigil_run_start_time_seconds", "When the run started, Unix time", Seconds);
    public static readonly Family SampleTime = Gauge("vigil_run_last_sample_timestamp_seconds", "When the values of this scrape were read, Unix time", Seconds);
    public static readonly Family StepTime = Gauge("vigil_run_last_step_timestamp_seconds", "When the latest step was reported, Unix time", Seconds);

    public static readonly (Family Family, Func<StepReading, double?> Value)[] Step =
    [
        (Gauge("vigil_run_step", "Number of the latest training step"), step => step.Step),
        (Gauge("vigil_run_planned_steps", "Steps that the whole training will take"), step => step.TotalSteps),
        (Gauge("vigil_run_epoch", "Epoch, with a fraction where the program gives one"), step => step.Epoch),
        (Gauge("vigil_run_loss", "Training loss; NaN and infinities are told as they are"), step => step.Loss),
        (Gauge("vigil_run_generator_loss", "Loss of a generator"), step => step.GeneratorLoss),
        (Gauge("vigil_run_discriminator_loss", "Loss of a discriminator"), step => step.DiscriminatorLoss),
        (Gauge("vigil_run_learning_rate", "Learning rate"), step => step.LearningRate),
        (Gauge("vigil_run_gradient_norm", "Norm of the gradient"), step => step.GradientNorm),
        (Gauge("vigil_run_batch_size", "Samples in a batch"), step => step.BatchSize),
        (Gauge("vigil_run_samples_per_second", "Samples per second"), step => step.SamplesPerSecond),
        (Gauge("vigil_run_tokens_per_second", "Tokens per second"), step => step.TokensPerSecond),
        (Gauge("vigil_run_step_duration_seconds", "Duration of the step", Seconds), step => step.StepSeconds),
        (Gauge("vigil_run_batch_duration_seconds", "Time spent computing the batch", Seconds), step => step.BatchSeconds),
        (Gauge("vigil_run_data_wait_seconds", "Time spent waiting for data", Seconds), step => step.DataSeconds),
    ];

    public static readonly (Family Family, Func<SampleTotals, double?> Value)[] Totals =
    [
        (Gauge("vigil_run_main_memory_bytes", "Memory of the main process", Bytes), totals => totals.MainProcessBytes),
        (Gauge("vigil_run_worker_memory_bytes", "Memory of all data-loading workers together", Bytes), totals => totals.WorkerBytes),
        (Gauge("vigil_run_workers", "Data-loading workers alive"), totals => totals.WorkerCount),
    ];

    public static readonly Mapping[] Recorder =
    [
        Mapping.Gauge(RecorderMetrics.TreeProcesses, "vigil_run_processes"),
        Mapping.Counter(RecorderMetrics.ProcessStarts, "vigil_run_processes_started_total"),
        Mapping.Counter(RecorderMetrics.ShortLived, "vigil_run_processes_short_lived_total"),
        Mapping.Counter(RecorderMetrics.CpuTime, "vigil_recorder_cpu_seconds_total", Seconds),
        Mapping.Gauge(RecorderMetrics.Resident, "vigil_recorder_memory_bytes", Bytes),
        Mapping.Gauge(RecorderMetrics.SampleTime, "vigil_recorder_sample_duration_seconds", Seconds),
        Mapping.Counter(RecorderMetrics.CollectorFailures, "vigil_recorder_collector_failures_total"),
        Mapping.Counter(RecorderMetrics.DroppedSamples, "vigil_recorder_dropped_samples_total"),
        Mapping.Counter(RecorderMetrics.DroppedSteps, "vigil_recorder_dropped_steps_total"),
        Mapping.Counter(RecorderMetrics.DroppedLogBytes, "vigil_recorder_dropped_log_bytes_total", Bytes),
        Mapping.Counter(RecorderMetrics.LateSamples, "vigil_recorder_late_samples_total"),
    ];

    /// <summary>In cAdvisor's words.</summary>
    public static readonly Mapping[] Cgroup =
    [
        Mapping.Gauge(CgroupMetrics.MemoryLimit, "container_spec_memory_limit_bytes", Bytes),
        Mapping.Gauge(CgroupMetrics.MemoryUsage, "container_memory_usage_bytes", Bytes),
        Mapping.Gauge(CgroupMetrics.MemoryWorkingSet, "container_memory_working_set_bytes", Bytes),
        Mapping.Gauge(CgroupMetrics.MemoryPeak, "container_memory_max_usage_bytes", Bytes),
        Untyped(CgroupMetrics.LimitHits, "container_memory_failcnt"),
        Mapping.Counter(CgroupMetrics.OomKills, "container_oom_events_total"),
        Mapping.Counter(CgroupMetrics.CpuTime, "container_cpu_usage_seconds_total", Seconds),
        Mapping.Counter(CgroupMetrics.CpuPeriods, "container_cpu_cfs_periods_total"),
        Mapping.Counter(CgroupMetrics.CpuThrottledPeriods, "container_cpu_cfs_throttled_periods_total"),
        Mapping.Counter(CgroupMetrics.CpuThrottledTime, "container_cpu_cfs_throttled_seconds_total", Seconds),
    ];

    private static readonly Family s_processCpu = new("vigil_process_cpu_seconds_total", FamilyType.Counter, "CPU time by mode", Seconds);

    public static readonly Mapping[] Process =
    [
        new(ProcessMetrics.CpuUser, s_processCpu, 1, "mode", "user"),
        new(ProcessMetrics.CpuSystem, s_processCpu, 1, "mode", "system"),
        Mapping.Gauge(ProcessMetrics.Resident, "vigil_process_resident_memory_bytes", Bytes),
        Mapping.Gauge(ProcessMetrics.Proportional, "vigil_process_proportional_memory_bytes", Bytes),
        Mapping.Gauge(ProcessMetrics.Swapped, "vigil_process_swap_bytes", Bytes),
        Mapping.Gauge(ProcessMetrics.Threads, "vigil_process_threads"),
        Mapping.Gauge(ProcessMetrics.OpenFiles, "vigil_process_open_files"),
        Mapping.Counter(ProcessMetrics.ReadBytes, "vigil_process_disk_read_bytes_total", Bytes),
        Mapping.Counter(ProcessMetrics.WriteBytes, "vigil_process_disk_written_bytes_total", Bytes),
    ];

    private static Family Gauge(string name, string help, string unit = "") => new(name, FamilyType.Gauge, help, unit);
}
