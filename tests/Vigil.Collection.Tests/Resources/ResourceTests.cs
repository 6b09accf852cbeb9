using System.Globalization;
using Vigil.Collection.Resources;
using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Collection.Tests.Resources;

public sealed class ResourceTests : IDisposable
{
    private static readonly ResourceReadings s_readings = new()
    {
        UnixSeconds = 1759831200,
        Gpus = [new GpuReadings(0, 87.3, 8192, 16384, 72, 180.5)],
        CpuPercent = 45.2,
        CpuProcessPercent = 180.5,
        MemoryTotalMegabytes = 16384,
        MemoryAvailableMegabytes = 8192,
        MemoryPercent = 50,
        MemoryProcessMegabytes = 2048,
        ReadMegabytesPerSecond = 75.2,
        WriteMegabytesPerSecond = 6.3,
        IoWaitPercent = 5.3,
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vigil-csv-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Prints_the_documents_block_in_any_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = comma;
        try
        {
            ResourceBlock.Format(50, s_readings, ResourceAlerts.Check(s_readings with { MemoryPercent = 92.1, Gpus = [new GpuReadings(0, 42.3, null, null, 81, null)] }, new())).ShouldBe(
                """
                [Resources] Batch 50:
                  GPU 0: 87.3% util, 8192/16384 MB (50%), 72°C
                  CPU: 45.2% (process: 180.5%)
                  Memory: 8192/16384 MB available (50%)
                  I/O: Read 75.2 MB/s, Write 6.3 MB/s, Wait 5.3%

                [Resources] ⚠️ ALERTS:
                  - GPU underutilized: 42.3% (threshold: 50%)
                  - GPU temperature high: 81°C
                  - High memory usage: 92.1% (threshold: 90%)

                """.ReplaceLineEndings("\n"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Leaves_out_what_is_not_available() =>
        ResourceBlock.Format(1, new ResourceReadings { UnixSeconds = 1, Gpus = [new GpuReadings(0, null, null, null, null, null)] }, [])
            .ShouldBe("[Resources] Batch 1:\n");

    [Fact]
    public void Each_alert_has_its_switch()
    {
        ResourceReadings bad = s_readings with { MemoryPercent = 99, IoWaitPercent = 40, Gpus = [new GpuReadings(0, 1, null, null, null, null)] };

        ResourceAlerts.Check(bad, new()).Count.ShouldBe(3);
        ResourceAlerts.Check(bad, new() { AlertGpuUnderutilization = false, AlertMemoryPressure = false })
            .ShouldBe(["I/O bottleneck: 40.0% wait time (threshold: 30%)"]);
    }

    [Fact]
    public void Writes_the_documents_columns_first()
    {
        using (var csv = new EpochCsvWriter(_folder.FullName, TimeZoneInfo.Utc))
        {
            csv.Write(Step(0, 1), s_readings);
            csv.Write(Step(10, 1), s_readings with { Gpus = [], IoWaitPercent = null });
            csv.Write(Step(20, 2), s_readings with { Gpus = [] });
        }

        File.ReadAllText(Path.Combine(_folder.FullName, "epoch_1.csv")).ShouldBe(
            """
            step,timestamp,gpu_0_util,gpu_0_memory_pct,cpu_percent,memory_percent,io_read_rate_mbps,io_write_rate_mbps,io_wait_pct,cpu_process_percent,memory_system_mb,memory_available_mb,memory_process_mb,gpu_0_memory_used_mb,gpu_0_memory_total_mb,gpu_0_temp_c,gpu_0_power_w,loss,learning_rate,step_time_seconds
            0,2025-10-07T10:00:00,87.3,50.0,45.2,50.0,75.2,6.3,5.3,180.5,16384.0,8192.0,2048.0,8192.0,16384.0,72.0,180.5,0.5,,
            10,2025-10-07T10:00:00,,,45.2,50.0,75.2,6.3,,180.5,16384.0,8192.0,2048.0,,,,,0.5,,

            """.ReplaceLineEndings("\n"));
        File.ReadAllLines(Path.Combine(_folder.FullName, "epoch_2.csv"))[0].ShouldStartWith("step,timestamp,cpu_percent,");
    }

    [Fact]
    public void Adds_to_a_file_of_the_same_columns_and_leaves_another_alone()
    {
        for (int run = 0; run < 2; run++)
        {
            using var csv = new EpochCsvWriter(_folder.FullName, TimeZoneInfo.Utc);
            csv.Write(Step(run, 1), s_readings);
        }

        using (var csv = new EpochCsvWriter(_folder.FullName, TimeZoneInfo.Utc))
        {
            csv.Write(Step(9, 1), s_readings with { Gpus = [] });
        }

        File.ReadAllLines(Path.Combine(_folder.FullName, "epoch_1.csv")).Length.ShouldBe(3);
        File.ReadAllLines(Path.Combine(_folder.FullName, "epoch_1_2.csv")).Length.ShouldBe(2);
    }

    [Fact]
    public void Columns_follow_the_device_and_not_its_place()
    {
        using (var csv = new EpochCsvWriter(_folder.FullName, TimeZoneInfo.Utc))
        {
            csv.Write(Step(1, 0), s_readings with { Gpus = [new GpuReadings(0, 10, null, null, null, null), new GpuReadings(1, 20, null, null, null, null)] });
            csv.Write(Step(2, 0), s_readings with { Gpus = [new GpuReadings(1, 30, null, null, null, null)] });
        }

        File.ReadAllLines(Path.Combine(_folder.FullName, "epoch_0.csv"))[2].Split(',')[2..6].ShouldBe(["", "", "30.0", ""]);
    }

    [Fact]
    public void A_window_averages_rates_and_takes_levels_as_they_stood_last()
    {
        var window = new ResourceWindow(new());
        Subject gpu = MachineSubjects.Gpu("GPU-1", 3);
        Subject process = MachineSubjects.Process(1);
        Scenario scenario = new Scenario(window).With(gpu, process);
        scenario.Tick(() => Set(20, 0)).Tick(() => Set(40, 4), seconds: 1).Tick(() => Set(60, 8), seconds: 3);

        ResourceReadings readings = window.Take()!;

        readings.Gpus.Single().ShouldBe(new GpuReadings(3, 40, 60, null, null, null));
        readings.ReadMegabytesPerSecond.ShouldBe(3);
        readings.WindowSeconds.ShouldBe(4);
        window.Take().ShouldBeSameAs(readings);

        void Set(int utilization, long readMegabytes)
        {
            gpu.Set(GpuMetrics.Utilization, utilization);
            gpu.Set(GpuMetrics.MemoryUsed, (long)utilization << 20);
            process.Grow(ProcessMetrics.ReadBytes, readMegabytes << 20);
        }
    }

    [Fact]
    public void Gpus_of_two_makers_and_without_numbers_are_kept_apart_and_lost_ones_left_out()
    {
        var window = new ResourceWindow(new());
        Subject lost = MachineSubjects.Gpu("nvidia", 0);
        Scenario scenario = new Scenario(window).With(lost, MachineSubjects.Gpu("amd", 0), MachineSubjects.Gpu("unnumbered")).Tick().Tick();
        int[] first = [.. window.Take()!.Gpus.Select(gpu => gpu.Index)];
        scenario.Frame.Remove(lost);
        scenario.Tick();

        first.ShouldBe([0, 1, 2]);
        window.Take()!.Gpus.Select(gpu => gpu.Index).ShouldBe([1, 2]);
    }

    [Fact]
    public void There_is_nothing_to_tell_before_the_first_sample() => new ResourceWindow(new()).Take().ShouldBeNull();

    private static StepReading Step(long step, double epoch) =>
        new() { UnixSeconds = s_readings.UnixSeconds, Step = step, Source = StepSource.DotNet, Epoch = epoch, Loss = 0.5 };
}
