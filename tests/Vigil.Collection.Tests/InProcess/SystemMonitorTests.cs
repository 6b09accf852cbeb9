using System.Text.Json.Nodes;
using Vigil.Collection.InProcess;
using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.InProcess;

public sealed class SystemMonitorTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeMachine _machine = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vigil-monitor-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Nothing_is_read_before_the_start()
    {
        using SystemMonitor monitor = Create();

        monitor.GetSystemSummary().Status.ShouldBe(HealthState.Unknown);
        _machine.Collectors.ShouldBeEmpty();
    }

    [Fact]
    public void Sums_the_machine_up()
    {
        using SystemMonitor monitor = Started(samples: 2);

        SystemSummary summary = monitor.GetSystemSummary();

        summary.Status.ShouldBe(HealthState.Healthy);
        summary.Reasons.ShouldBeEmpty();
        summary.CpuPercent.ShouldBe(50);
        summary.MemoryPercent.ShouldBe(50);
        summary.Gpus.Single().UtilizationPercent.ShouldBe(80);
        summary.Disks.Single().FreeBytes.ShouldBe(50 * MachineSubjects.Gibibyte);
    }

    [Fact]
    public void Works_without_a_gpu()
    {
        var machine = new FakeMachine { HasGpu = false };
        using var monitor = new SystemMonitor(collectors: machine.Factory, time: _clock);
        monitor.Start();

        monitor.GetSystemSummary().Gpus.ShouldBeEmpty();
        monitor.GetPerformanceSummary(TimeSpan.FromMinutes(1)).GpuUtilizationPercent.ShouldBeNull();
    }

    [Theory]
    [InlineData(0.86, 60, 50, HealthState.Warning)]
    [InlineData(0.96, 60, 50, HealthState.Critical)]
    [InlineData(0.5, 81, 50, HealthState.Warning)]
    [InlineData(0.5, 91, 50, HealthState.Critical)]
    [InlineData(0.5, 60, 4, HealthState.Warning)]
    [InlineData(0.5, 60, 0, HealthState.Critical)]
    [InlineData(0.85, 80, 5, HealthState.Healthy)]
    public void Judges_by_the_documents_thresholds(double memory, int temperature, int freeGibibytes, HealthState expected)
    {
        _machine.Change = machine =>
        {
            machine.System.Set(SystemMetrics.MemoryTotal, 100_000);
            machine.System.Set(SystemMetrics.MemoryUsed, (long)(memory * 100_000));
            machine.Gpu.Set(GpuMetrics.Temperature, temperature);
            machine.Disk.Set(FileSystemMetrics.Available, freeGibibytes * MachineSubjects.Gibibyte);
        };
        using SystemMonitor monitor = Started(samples: 1);

        SystemSummary summary = monitor.GetSystemSummary();

        summary.Status.ShouldBe(expected);
        summary.Reasons.Count.ShouldBe(expected == HealthState.Healthy ? 0 : 1);
    }

    [Fact]
    public void Says_what_cannot_be_read_once()
    {
        using var monitor = new SystemMonitor(
            collectors: (_, _) => [new FakeCollector("gpu", _ => CollectResult.NotAvailable("No NVIDIA driver is installed."))], time: _clock);
        monitor.Start();
        monitor.Sample();

        monitor.GetSystemSummary().NotAvailable.ShouldBe(["gpu: No NVIDIA driver is installed."]);
    }

    [Fact]
    public void Averages_over_a_window_of_time()
    {
        long used = 10;
        _machine.Change = machine =>
        {
            machine.System.Set(SystemMetrics.MemoryTotal, 100);
            machine.System.Set(SystemMetrics.MemoryUsed, used);
            used += 10;
        };
        using SystemMonitor monitor = Started(samples: 4);

        PerformanceSummary all = monitor.GetPerformanceSummary(TimeSpan.FromMinutes(10));
        PerformanceSummary latest = monitor.GetPerformanceSummary(TimeSpan.FromSeconds(5));

        all.SampleCount.ShouldBe(4);
        all.MemoryPercent.ShouldBe(new MetricSummary(25, 10, 40, 4));
        all.CpuPercent.ShouldBe(new MetricSummary(50, 50, 50, 3));
        all.GpuMemoryPercent.ShouldBe(new MetricSummary(25, 25, 25, 4));
        latest.MemoryPercent.ShouldBe(new MetricSummary(35, 30, 40, 2));
    }

    [Fact]
    public void A_window_must_be_positive()
    {
        using SystemMonitor monitor = Create();

        Should.Throw<ArgumentOutOfRangeException>(() => monitor.GetPerformanceSummary(TimeSpan.Zero));
    }

    [Fact]
    public void Keeps_the_latest_samples_only()
    {
        using var monitor = new SystemMonitor(new SystemMonitorOptions { MaxHistory = 3 }, collectors: _machine.Factory, time: _clock);
        monitor.Start();
        DateTimeOffset first = _clock.GetUtcNow();
        for (int i = 0; i < 5; i++)
        {
            _clock.Advance(1);
            monitor.Sample();
        }

        monitor.History.Select(sample => (sample.Time - first).TotalSeconds).ShouldBe([3, 4, 5]);
    }

    [Fact]
    public void Samples_in_the_background()
    {
        using var monitor = new SystemMonitor(new SystemMonitorOptions { IntervalSeconds = 0.1 }, collectors: _machine.Factory);
        monitor.Start();

        SpinWait.SpinUntil(() => monitor.History.Count >= 4, TimeSpan.FromSeconds(60)).ShouldBeTrue();
    }

    [Fact]
    public void Records_into_a_store_as_well()
    {
        var store = new MemoryRunWriter();
        using (var monitor = new SystemMonitor(sink: store, collectors: _machine.Factory, time: _clock))
        {
            monitor.Start();
            monitor.Sample();
        }

        store.Samples.Count.ShouldBe(3);
        store.Disposed.ShouldBeFalse();
    }

    [Fact]
    public void Can_be_started_again_and_disposes_its_collectors_each_time()
    {
        SystemMonitor monitor = Create();

        monitor.Start();
        monitor.Start();
        monitor.Stop();
        monitor.Stop();
        monitor.Start();
        monitor.IsRunning.ShouldBeTrue();
        monitor.Dispose();
        monitor.Dispose();

        monitor.IsRunning.ShouldBeFalse();
        _machine.Collectors.Select(collector => collector.Disposals).ShouldBe([1, 1]);
        monitor.History.Count.ShouldBe(4);
        Should.Throw<ObjectDisposedException>(monitor.Start);
    }

    [Fact]
    public async Task May_be_used_from_many_threads_while_it_stops()
    {
        using var monitor = new SystemMonitor(new SystemMonitorOptions { IntervalSeconds = 0.1, MaxHistory = 10 }, collectors: _machine.Factory);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                switch ((number + i) % 5)
                {
                    case 0: monitor.Start(); break;
                    case 1: monitor.Stop(); break;
                    case 2: monitor.Sample(); break;
                    case 3: monitor.GetPerformanceSummary(TimeSpan.FromSeconds(1)); break;
                    default: monitor.GetSystemSummary(); break;
                }
            }
        })));

        monitor.Stop();
        monitor.History.Count.ShouldBeInRange(1, 10);
        _machine.Collectors.ShouldAllBe(collector => collector.Disposals == 1);
    }

    [Fact]
    public void Exports_json_in_the_documented_shape()
    {
        using SystemMonitor monitor = Started(samples: 2);
        string path = Path.Combine(_folder.FullName, "metrics.json");

        monitor.Export(path);

        JsonNode json = JsonNode.Parse(File.ReadAllText(path))!;
        json["status"]!.GetValue<string>().ShouldBe("healthy");
        json["interval_seconds"]!.GetValue<double>().ShouldBe(5);
        json["samples"]![1]!.ToJsonString().ShouldBe(
            """
            {"timestamp":"2026-01-02T03:04:10Z","cpu_percent":50,"io_wait_percent":0,"memory_percent":50,"memory_used_bytes":8589934592,"memory_available_bytes":8589934592,"memory_total_bytes":17179869184,"swap_used_bytes":null,"process_cpu_percent":null,"process_memory_bytes":null,"disk_read_bytes_per_second":null,"disk_write_bytes_per_second":null,"gpus":[{"index":0,"utilization_percent":80,"memory_used_mb":4096,"memory_total_mb":16384,"memory_percent":25,"temperature_celsius":60,"power_watts":null}],"disks":[{"key":"work","path":"/work","total_bytes":107374182400,"free_bytes":53687091200}]}
            """);
        _folder.GetFiles().Select(file => file.Name).ShouldBe(["metrics.json"]);
    }

    [Fact]
    public void Exports_csv_in_the_documented_shape()
    {
        using SystemMonitor monitor = Started(samples: 2);
        string path = Path.Combine(_folder.FullName, "metrics.csv");
        File.WriteAllText(path, "older");

        monitor.Export(path);

        File.ReadAllText(path).ShouldBe(
            """
            timestamp,cpu_percent,io_wait_percent,memory_percent,memory_used_bytes,memory_available_bytes,memory_total_bytes,swap_used_bytes,process_cpu_percent,process_memory_bytes,disk_read_bytes_per_second,disk_write_bytes_per_second,gpu_0_util,gpu_0_memory_used_mb,gpu_0_memory_total_mb,gpu_0_memory_pct,gpu_0_temp_c,gpu_0_power_w,disk_work_free_bytes
            2026-01-02T03:04:05.000Z,,,50,8589934592,8589934592,17179869184,,,,,,80,4096,16384,25,60,,53687091200
            2026-01-02T03:04:10.000Z,50,0,50,8589934592,8589934592,17179869184,,,,,,80,4096,16384,25,60,,53687091200

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void An_explicit_format_wins_over_the_ending_and_an_unknown_ending_is_refused()
    {
        using SystemMonitor monitor = Started(samples: 1);
        string path = Path.Combine(_folder.FullName, "metrics.txt");

        Should.Throw<ArgumentException>(() => monitor.Export(path));
        monitor.Export(path, ExportFormat.Csv);

        File.ReadAllText(path).ShouldStartWith("timestamp,");
    }

    [Fact]
    public void An_export_that_fails_leaves_nothing_behind()
    {
        using SystemMonitor monitor = Started(samples: 1);
        string taken = Path.Combine(_folder.FullName, "folder.json");
        Directory.CreateDirectory(taken);

        Should.Throw<Exception>(() => monitor.Export(taken)).ShouldBeAssignableTo<SystemException>();

        _folder.GetFiles().ShouldBeEmpty();
    }

    [SkippableFact]
    public void Reads_this_machine()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The real collectors are tried on Linux.");
        using var monitor = new SystemMonitor();
        monitor.Start();
        monitor.Sample();

        SystemSummary summary = monitor.GetSystemSummary();

        summary.MemoryPercent!.Value.ShouldBeInRange(0.1, 100);
        summary.Sample!.ProcessMemoryBytes!.Value.ShouldBeGreaterThan(10 << 20);
        summary.Disks.ShouldContain(disk => disk.Key == "work" && disk.FreeBytes > 0);
    }

    private SystemMonitor Create() => new(collectors: _machine.Factory, time: _clock);

    /// <summary>A running monitor with so many samples, 5 s apart.</summary>
    private SystemMonitor Started(int samples)
    {
        SystemMonitor monitor = Create();
        monitor.Start();
        for (int i = 1; i < samples; i++)
        {
            _clock.Advance(5);
            monitor.Sample();
        }

        return monitor;
    }
}
