using Vigil.Collection.InProcess;
using Vigil.Collection.Resources;
using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Core.Metrics;

namespace Vigil.Collection.Tests.InProcess;

public sealed class ResourceMonitorTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeMachine _machine = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vigil-resources-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Prints_a_block_every_so_many_batches_and_writes_a_file_per_epoch()
    {
        using ResourceMonitor monitor = Create(new ResourceMonitorOptions { LogInterval = 10 });
        for (int batch = 0; batch <= 20; batch++)
        {
            monitor.OnBatchEnd(batch, epoch: batch / 15, loss: 0.5);
        }

        _output.ToString().Split('\n').Where(line => line.StartsWith('[')).ShouldBe(
            ["[Resources] Batch 0:", "[Resources] Batch 10:", "[Resources] Batch 20:"]);
        File.ReadAllLines(Path.Combine(_folder.FullName, "epoch_0.csv")).Length.ShouldBe(3);
        File.ReadAllLines(Path.Combine(_folder.FullName, "epoch_1.csv")).Length.ShouldBe(2);
    }

    [Fact]
    public void Prints_what_the_machine_says()
    {
        using ResourceMonitor monitor = Create(new ResourceMonitorOptions());

        monitor.OnBatchEnd(0, epoch: 0);

        _output.ToString().ShouldBe(
            "[Resources] Batch 0:\n  GPU 0: 80.0% util, 4096/16384 MB (25%), 60°C\n  Memory: 8192/16384 MB available (50%)\n");
    }

    [Fact]
    public void Prints_alerts_below()
    {
        _machine.Change = machine => machine.Gpu.Set(GpuMetrics.Utilization, 42);
        using ResourceMonitor monitor = Create(new ResourceMonitorOptions());

        monitor.OnBatchEnd(0, epoch: 0);

        _output.ToString().ShouldEndWith("\n\n[Resources] ⚠️ ALERTS:\n  - GPU underutilized: 42.0% (threshold: 50%)\n");
    }

    [Fact]
    public void Each_switch_is_honoured()
    {
        _machine.Change = machine => machine.Gpu.Set(GpuMetrics.Utilization, 1);
        using ResourceMonitor monitor = Create(new ResourceMonitorOptions
        {
            GpuMonitoring = false,
            CpuMonitoring = false,
            ExportTimeSeries = false,
        });

        monitor.OnBatchEnd(0, epoch: 0);

        _output.ToString().ShouldBe("[Resources] Batch 0:\n");
        _folder.GetFiles().ShouldBeEmpty();
    }

    [Fact]
    public void Disabled_it_makes_nothing_and_allocates_nothing()
    {
        using ResourceMonitor monitor = Create(new ResourceMonitorOptions { Enabled = false });
        monitor.Start();
        monitor.OnBatchEnd(0, 0);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int batch = 0; batch < 1000; batch++)
        {
            monitor.OnBatchEnd(batch, epoch: 0, loss: 1);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        _machine.Collectors.ShouldBeEmpty();
        _output.ToString().ShouldBeEmpty();
        _folder.GetFiles().ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_said_once_and_blocks_go_on()
    {
        string file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");
        using ResourceMonitor monitor = Create(new ResourceMonitorOptions { LogInterval = 1, TimeSeriesPath = Path.Combine(file, "logs") });

        monitor.OnBatchEnd(0, 0);
        monitor.OnBatchEnd(1, 0);

        string[] lines = _output.ToString().Split('\n');
        lines.Count(line => line.StartsWith("[Resources] No more CSV files: ", StringComparison.Ordinal)).ShouldBe(1);
        lines.ShouldContain("[Resources] Batch 1:");
    }

    [Fact]
    public void A_machine_that_cannot_be_read_does_not_reach_the_trainer()
    {
        using var monitor = new ResourceMonitor(new ResourceMonitorOptions(), _output, (_, _) => throw new IOException("no /proc"), _clock);

        monitor.OnBatchEnd(0, 0);
        monitor.OnBatchEnd(10, 0);

        _output.ToString().ShouldBe("[Resources] Monitoring could not start: no /proc\n");
    }

    [Fact]
    public void A_closed_output_does_not_reach_the_trainer()
    {
        _output.Dispose();
        using ResourceMonitor monitor = Create(new ResourceMonitorOptions());

        monitor.OnBatchEnd(0, 0);

        File.Exists(Path.Combine(_folder.FullName, "epoch_0.csv")).ShouldBeTrue();
    }

    [Fact]
    public void Refuses_impossible_options_all_at_once()
    {
        ArgumentException refused = Should.Throw<ArgumentException>(() =>
            new ResourceMonitor(new ResourceMonitorOptions { LogInterval = 0, MemoryThreshold = 90 }));

        refused.Message.ShouldContain(nameof(ResourceMonitorOptions.LogInterval));
        refused.Message.ShouldContain(nameof(ResourceMonitorOptions.MemoryThreshold));
    }

    [Fact]
    public async Task Many_threads_may_report_batches_while_it_is_disposed()
    {
        ResourceMonitor monitor = Create(new ResourceMonitorOptions { LogInterval = 1 });
        Task[] trainers = [.. Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int batch = 0; batch < 50; batch++)
            {
                monitor.OnBatchEnd(batch, thread);
            }
        }))];
        monitor.Dispose();
        monitor.Dispose();
        await Task.WhenAll(trainers);

        _machine.Collectors.ShouldAllBe(collector => collector.Disposals == 1);
    }

    private ResourceMonitor Create(ResourceMonitorOptions options) => new(
        options.TimeSeriesPath == "resource_logs" ? options with { TimeSeriesPath = _folder.FullName } : options,
        _output,
        _machine.Factory,
        _clock);
}
