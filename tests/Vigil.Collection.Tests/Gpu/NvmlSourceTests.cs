using Vigil.Collection.Gpu;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Gpu;

/// <summary>NVIDIA devices, through the real calls into a library of our own that answers from a script.</summary>
public class NvmlSourceTests(FakeNvmlLibrary nvml) : IClassFixture<FakeNvmlLibrary>
{
    private const string OneGpu = """
        * count 1
        * driver 580.65.06
        0 name NVIDIA H100 80GB HBM3
        0 uuid GPU-a
        0 pci 00000000:18:00.0
        0 arch 9
        0 utilization 93
        0 bus 41
        0 memory 34359738368
        0 memory_total 85899345920
        0 temperature 61
        0 power 412340
        0 power_limit 700000
        0 energy 123456789
        0 clock_sm 1755
        0 clock_mem 2619
        0 throttle 4
        0 ecc0 3
        0 ecc1 0
        0 encoder 0
        0 decoder 7
        0 pcie_rx 10240
        0 pcie_tx 20500
        0 events 1
        """;

    private const string TwoGpus = OneGpu + "\n" + """
        * count 2
        1 name NVIDIA H100 80GB HBM3
        1 uuid GPU-b
        1 utilization 12
        1 memory 1073741824
        1 memory_total 85899345920
        1 events 1
        """;

    [SkippableFact]
    public void Reads_everything_in_its_unit()
    {
        using var rig = new GpuRig(nvml.Create(OneGpu));

        rig.Pass().ShouldBe(CollectResult.Ok);

        Subject gpu = rig.Gpu("GPU-a");
        gpu.Value(GpuMetrics.Utilization).ShouldBe(93);
        gpu.Value(GpuMetrics.MemoryBusUtilization).ShouldBe(41);
        gpu.Value(GpuMetrics.MemoryUsed).ShouldBe(34359738368);
        gpu.Value(GpuMetrics.MemoryTotal).ShouldBe(85899345920);
        gpu.Value(GpuMetrics.Temperature).ShouldBe(61);
        gpu.Value(GpuMetrics.Power)!.Value.ShouldBe(412.3, 1e-9);
        gpu.Value(GpuMetrics.PowerLimit)!.Value.ShouldBe(700, 1e-9);
        gpu.Value(GpuMetrics.Energy).ShouldBe(123456);
        gpu.Value(GpuMetrics.SmClock).ShouldBe(1755e6);
        gpu.Value(GpuMetrics.MemoryClock).ShouldBe(2619e6);
        gpu.Value(GpuMetrics.ThrottleReasons).ShouldBe(4);
        gpu.Value(GpuMetrics.EccCorrected).ShouldBe(3);
        gpu.Value(GpuMetrics.EccUncorrected).ShouldBe(0);
        gpu.Value(GpuMetrics.EncoderUtilization).ShouldBe(0);
        gpu.Value(GpuMetrics.DecoderUtilization).ShouldBe(7);
        gpu.Value(GpuMetrics.PcieReceived).ShouldBe(10 * 1048576);
        gpu.Value(GpuMetrics.PcieSent).ShouldBe(20 * 1048576);
        gpu.Value(GpuMetrics.FanSpeed).ShouldBeNull();
        gpu.Value(GpuMetrics.LastXid).ShouldBeNull();
        gpu.Attributes[SubjectAttributes.Model].ShouldBe("NVIDIA H100 80GB HBM3");
        gpu.Attributes[SubjectAttributes.PciAddress].ShouldBe("0000:18:00.0");
        gpu.Attributes[SubjectAttributes.Driver].ShouldBe("580.65.06");
        gpu.Attributes[GpuAttributes.Architecture].ShouldBe("hopper");
        gpu.Attributes.ContainsKey(SubjectAttributes.UnifiedMemory).ShouldBeFalse();
    }

    [SkippableFact]
    public void Tells_the_inventory_before_the_first_sample()
    {
        using var rig = new GpuRig(nvml.Create(TwoGpus));

        GpuInventory inventory = rig.Collector.Inventory(TimeSpan.FromSeconds(60));

        inventory.Devices.Select(device => device.Key).ShouldBe(["GPU-a", "GPU-b"]);
        inventory.Devices[0].MemoryTotalBytes.ShouldBe(85899345920);
        inventory.Missing.ShouldHaveSingleItem().ShouldContain("AMD");
    }

    [SkippableFact]
    public void Goes_on_with_the_others_when_one_is_lost()
    {
        // The first call of utilization is made when the device is found: the third is that of the second pass.
        using var rig = new GpuRig(nvml.Create(TwoGpus + "\n0 gone@3 lost\n0 process compute 7 100"));

        rig.Pass();
        rig.Gpus.Count().ShouldBe(2);
        for (int i = 0; i < 4; i++)
        {
            rig.Pass().ShouldBe(CollectResult.Ok);
        }

        rig.Gpus.ShouldHaveSingleItem().Key.ShouldBe("GPU-b");
        rig.Gpu("GPU-b").Value(GpuMetrics.Utilization).ShouldBe(12);
        rig.Processes.ShouldBeEmpty();
        RunEvent lost = rig.Events.ShouldHaveSingleItem();
        lost.Type.ShouldBe(EventTypes.GpuLost);
        lost.Details!["gpu"]!.GetValue<string>().ShouldBe("GPU-a");
        lost.Details["nvml_code"]!.GetValue<int>().ShouldBe(15);
    }

    [SkippableFact]
    public void Says_that_a_gpu_needs_a_reset()
    {
        using var rig = new GpuRig(nvml.Create(TwoGpus + "\n1 gone@2 reset"));

        rig.Pass();

        rig.Events.ShouldHaveSingleItem().Details!["reason"]!.GetValue<string>().ShouldContain("reset");
    }

    [SkippableFact]
    public void Fails_when_every_gpu_is_lost()
    {
        using var rig = new GpuRig(nvml.Create(OneGpu + "\n0 gone@3 lost"));

        rig.Pass();
        rig.Pass();
        CollectResult result = rig.Pass();

        result.State.ShouldBe(CollectState.Failed);
        rig.Gpus.ShouldBeEmpty();
        rig.Events.Count.ShouldBe(1);
    }

    [SkippableFact]
    public void Finds_a_lost_gpu_again_at_the_recheck()
    {
        using var rig = new GpuRig(nvml.Create(OneGpu + "\n0 temperature@2 lost\n0 temperature@3 58"));
        rig.Pass();
        rig.Pass();
        rig.Pass();
        rig.Gpus.ShouldBeEmpty();

        rig.Time.Advance(rig.Options.RecheckInterval);
        rig.Pass();

        rig.Gpu("GPU-a").Value(GpuMetrics.Temperature).ShouldBe(58);
        rig.Events.Count.ShouldBe(1);
    }

    [SkippableFact]
    public void Never_waits_for_a_driver_that_hangs()
    {
        using var rig = new GpuRig(nvml.Create(OneGpu + "\n0 power@2 hang\n0 power@3 99900"));
        rig.Pass();
        rig.Gpu("GPU-a").Value(GpuMetrics.Power).ShouldNotBeNull();
        GpuRig.Await(() => rig.Calls("0", "power") == 2);

        rig.Collect().ShouldBe(CollectResult.Ok);
        rig.Time.Advance(rig.Options.StaleAfter + TimeSpan.FromSeconds(1));
        CollectResult late = rig.Collect();

        late.State.ShouldBe(CollectState.Failed);
        late.Reason!.ShouldContain("does not answer");
        rig.Collect().Reason.ShouldBeSameAs(late.Reason);
        rig.Gpu("GPU-a").Value(GpuMetrics.Power).ShouldBeNull();

        rig.Release();
        rig.Settle();
        rig.Pass().ShouldBe(CollectResult.Ok);
        rig.Gpu("GPU-a").Value(GpuMetrics.Power)!.Value.ShouldBe(99.9, 1e-9);
    }

    [SkippableFact]
    public void Fails_while_the_driver_hangs_at_its_start()
    {
        using var rig = new GpuRig(nvml.Create("* init hang"));
        rig.Collect().ShouldBe(CollectResult.Ok);
        rig.Collector.Inventory(TimeSpan.FromMilliseconds(1)).Missing.ShouldContain("The NVIDIA driver does not answer");

        rig.Time.Advance(rig.Options.StaleAfter + TimeSpan.FromSeconds(1));

        rig.Collect().State.ShouldBe(CollectState.Failed);
        rig.Release();
        rig.Settle();
    }

    [SkippableFact]
    public void Learns_once_what_is_not_supported_and_tries_faults_again()
    {
        using var rig = new GpuRig(nvml.Create(OneGpu + "\n0 power unsupported\n0 temperature unknown\n0 temperature@3 55"));

        for (int i = 0; i < 5; i++)
        {
            rig.Pass();
        }

        rig.Calls("0", "power").ShouldBe(1);
        rig.Calls("0", "fan").ShouldBe(1);
        rig.Calls("0", "temperature").ShouldBeGreaterThan(4);
        rig.Gpu("GPU-a").Value(GpuMetrics.Power).ShouldBeNull();
        rig.Gpu("GPU-a").Value(GpuMetrics.Temperature).ShouldBe(55);
    }

    [SkippableFact]
    public void Gives_each_mig_instance_a_subject()
    {
        using var rig = new GpuRig(nvml.Create(OneGpu + "\n" + """
            0 mig 1
            0 process compute 50 999
            0 utilization@2 unsupported
            0.0 handle 1
            0.0 name NVIDIA H100 80GB HBM3 MIG 3g.40gb
            0.0 uuid MIG-a
            0.0 instance 1
            0.0 memory 4294967296
            0.0 memory_total 42949672960
            0.0 process compute 50 999
            0.1 handle 1
            0.1 name NVIDIA H100 80GB HBM3 MIG 1g.10gb
            0.1 uuid MIG-b
            0.1 instance 9
            0.1 memory 1
            0.1 memory_total 10737418240
            0 xid 94 9
            """));

        rig.Pass();

        rig.Gpus.Select(gpu => gpu.Key).ShouldBe(["GPU-a", "MIG-a", "MIG-b"]);
        Subject instance = rig.Gpu("MIG-a");
        instance.Attributes[SubjectAttributes.Parent].ShouldBe("GPU-a");
        instance.Value(GpuMetrics.MemoryUsed).ShouldBe(4294967296);
        instance.Value(GpuMetrics.Power).ShouldBeNull();
        rig.Gpu("GPU-a").Attributes[GpuAttributes.Mig].ShouldBe("true");
        rig.Gpu("GPU-a").Attributes.ContainsKey(SubjectAttributes.Parent).ShouldBeFalse();
        rig.Processes.ShouldHaveSingleItem().Key.ShouldBe("MIG-a/50");
        rig.Events.ShouldHaveSingleItem().Details!["instance"]!.GetValue<string>().ShouldBe("MIG-b");
        rig.Gpu("MIG-b").Value(GpuMetrics.LastXid).ShouldBe(94);
        instance.Value(GpuMetrics.LastXid).ShouldBeNull();
    }

    [SkippableTheory]
    [InlineData("NVIDIA GB10", "unsupported")]
    [InlineData("NVIDIA GB10", "5000000000")]
    [InlineData("Orin (nvgpu)", "unsupported")]
    [InlineData("NVIDIA Unheard Of", "unsupported")]
    public void Leaves_shared_memory_to_the_system(string model, string memory)
    {
        using var rig = new GpuRig(nvml.Create(OneGpu + $"\n0 name {model}\n0 memory {memory}"));

        rig.Pass();

        Subject gpu = rig.Gpu("GPU-a");
        gpu.Attributes[SubjectAttributes.UnifiedMemory].ShouldBe("true");
        gpu.Value(GpuMetrics.MemoryUsed).ShouldBeNull();
        gpu.Value(GpuMetrics.MemoryTotal).ShouldBeNull();
        gpu.Value(GpuMetrics.Utilization).ShouldBe(93);
    }

    [SkippableTheory]
    [InlineData("NVIDIA GH200 480GB")]
    [InlineData("NVIDIA GB200")]
    public void Keeps_the_own_memory_of_coherent_boards(string model)
    {
        using var rig = new GpuRig(nvml.Create(OneGpu + $"\n0 name {model}"));

        rig.Pass();

        Subject gpu = rig.Gpu("GPU-a");
        gpu.Attributes.ContainsKey(SubjectAttributes.UnifiedMemory).ShouldBeFalse();
        gpu.Attributes[GpuAttributes.CoherentMemory].ShouldBe("true");
        gpu.Value(GpuMetrics.MemoryUsed).ShouldBe(34359738368);
    }

    [SkippableFact]
    public void A_passing_fault_of_the_memory_question_does_not_make_memory_shared()
    {
        using var rig = new GpuRig(nvml.Create(OneGpu + "\n0 memory unknown\n0 memory@3 77"));

        rig.Pass();
        rig.Pass();

        rig.Gpu("GPU-a").Attributes.ContainsKey(SubjectAttributes.UnifiedMemory).ShouldBeFalse();
        rig.Gpu("GPU-a").Value(GpuMetrics.MemoryUsed).ShouldBe(77);
    }

    [SkippableFact]
    public void Reports_xid_errors_with_their_device()
    {
        using var rig = new GpuRig(nvml.Create(TwoGpus + "\n1 xid@2 79"));
        rig.Pass();
        rig.Pass();
        rig.Pass();

        RunEvent xid = rig.Events.ShouldHaveSingleItem();
        xid.Type.ShouldBe(EventTypes.GpuXid);
        xid.Details!["xid"]!.GetValue<ulong>().ShouldBe(79UL);
        xid.Details["gpu"]!.GetValue<string>().ShouldBe("GPU-b");
        rig.Gpu("GPU-b").Value(GpuMetrics.LastXid).ShouldBe(79);
        rig.Gpu("GPU-a").Value(GpuMetrics.LastXid).ShouldBeNull();
    }

    [SkippableTheory]
    [InlineData("TODAY", "580.65.06")]
    [InlineData("LONG_ENTRIES", "535.54.03")]
    [InlineData("OLD_DRIVER", "440.33.01")]
    public void Reads_processes_in_the_layout_of_each_driver(string flavour, string driver)
    {
        using var rig = new GpuRig(nvml.Create(
            OneGpu + $"\n* driver {driver}\n" + """
            0 process compute 100 1000
            0 process compute 200 2000
            0 process graphics 200 2000
            0 process graphics 300 none
            0 process_busy 200 64
            """,
            flavour));

        rig.Pass();

        rig.Processes.Select(process => process.Key).ShouldBe(["GPU-a/100", "GPU-a/200", "GPU-a/300"]);
        rig.Processes.Select(process => process.Value(GpuProcessMetrics.MemoryUsed)).ShouldBe([1000d, 2000d, null]);
        rig.Processes.Select(process => process.Value(GpuProcessMetrics.Utilization)).ShouldBe([0d, 64d, 0d]);
        rig.Processes.First().Attributes[GpuAttributes.PidSource].ShouldBe("driver");
    }

    [SkippableFact]
    public void Reads_more_processes_than_there_was_room_for()
    {
        string many = string.Concat(Enumerable.Range(1, 100).Select(pid => $"\n0 process compute {pid} {pid}000\n0 process_busy {pid} {pid % 101}"));
        using var rig = new GpuRig(nvml.Create(OneGpu + many));

        rig.Pass();

        rig.Processes.Count().ShouldBe(100);
        rig.Processes.Sum(process => process.Value(GpuProcessMetrics.MemoryUsed)).ShouldBe(5050000);
        rig.Processes.Sum(process => process.Value(GpuProcessMetrics.Utilization)).ShouldBe(5050);
    }

    [SkippableFact]
    public void Reads_what_an_old_driver_has()
    {
        using var rig = new GpuRig(nvml.Create(OneGpu, "OLD_DRIVER"));

        rig.Pass().ShouldBe(CollectResult.Ok);

        Subject gpu = rig.Gpu("GPU-a");
        gpu.Value(GpuMetrics.MemoryUsed).ShouldBe(34359738368);
        gpu.Value(GpuMetrics.ThrottleReasons).ShouldBe(4);
        gpu.Value(GpuMetrics.Power).ShouldNotBeNull();
    }

    [SkippableTheory]
    [InlineData("* count 0", "lists none")]
    [InlineData("* init 9\n* count 1", "not loaded")]
    [InlineData("* init 18\n* count 1", "restart")]
    [InlineData("* count 1\n0 handle permission", "no permission")]
    public void Says_why_there_is_no_gpu(string script, string reason)
    {
        using var rig = new GpuRig(nvml.Create(script));

        CollectResult result = rig.Pass();

        result.State.ShouldBe(CollectState.NotAvailable);
        result.Reason!.ShouldContain(reason);
        rig.Collector.Samplers.ShouldAllBe(sampler => !sampler.Running);
        rig.Collect().Reason.ShouldBeSameAs(result.Reason);
        rig.Frame.Subjects.ShouldBeEmpty();
    }

    [SkippableFact]
    public void Looks_again_rarely_when_there_was_no_gpu()
    {
        using var rig = new GpuRig(nvml.Create(OneGpu + "\n* init@1 9\n* init@2 0"));
        rig.Pass().State.ShouldBe(CollectState.NotAvailable);
        rig.Pass();
        rig.Calls("*", "init").ShouldBe(1);

        rig.Time.Advance(rig.Options.RecheckInterval);
        rig.Collect();
        rig.Settle();

        rig.Pass().ShouldBe(CollectResult.Ok);
        rig.Gpus.Count().ShouldBe(1);
    }

    [SkippableFact]
    public void Says_that_the_library_is_missing()
    {
        using var rig = new GpuRig(library: null);

        CollectResult result = rig.Pass();

        result.State.ShouldBe(CollectState.NotAvailable);
        result.Reason!.ShouldContain("libnvidia-ml.so.1");
        rig.Collector.Samplers.ShouldAllBe(sampler => !sampler.Running);
    }

    [SkippableFact]
    public void Allocates_nothing_while_devices_and_processes_stay_the_same()
    {
        using var rig = new GpuRig(nvml.Create(TwoGpus + "\n0 process compute 100 1000\n0 process_busy 100 5\n1 process compute 200 1"));
        for (int i = 0; i < 5; i++)
        {
            rig.Pass();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            rig.Collect();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [SkippableFact]
    public void A_pass_over_the_driver_allocates_nothing_either()
    {
        var options = new GpuOptions { NvmlLibraryPath = nvml.Create(TwoGpus + "\n0 process compute 100 1000\n0 process_busy 100 5") };
        using var source = new NvmlSource(options, new ManualTime());
        source.Open().ShouldBeNull();
        var snapshot = new GpuSnapshot();
        for (int i = 0; i < 5; i++)
        {
            snapshot.Clear();
            source.Sample(snapshot);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            snapshot.Clear();
            source.Sample(snapshot);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        snapshot.Count.ShouldBe(2);
    }

    [SkippableFact]
    public void Lets_the_driver_go_at_the_end()
    {
        var rig = new GpuRig(nvml.Create(OneGpu));
        rig.Pass();

        rig.Dispose();

        GpuRig.Await(() => !rig.Collector.Samplers.Any(sampler => sampler.Running));
        rig.Calls("*", "shutdown").ShouldBe(1);
    }
}
