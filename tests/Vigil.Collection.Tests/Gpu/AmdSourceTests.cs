using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Gpu;

/// <summary>AMD devices, on trees of files in the form that the amdgpu driver gives them.</summary>
public sealed class AmdSourceTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("vigil-amd-");

    public void Dispose() => _root.Delete(recursive: true);

    [SkippableFact]
    public void Reads_a_card_in_its_units()
    {
        Discrete("card0", "0000:03:00.0", "8f2c1a5e00112233");
        Write("sys/module/amdgpu/version", "6.10.5");
        using var rig = Rig();

        rig.Pass().ShouldBe(CollectResult.Ok);

        Subject gpu = rig.Gpu("GPU-8f2c1a5e00112233");
        gpu.Value(GpuMetrics.Utilization).ShouldBe(87);
        gpu.Value(GpuMetrics.MemoryBusUtilization).ShouldBe(34);
        gpu.Value(GpuMetrics.MemoryUsed).ShouldBe(8589934592);
        gpu.Value(GpuMetrics.MemoryTotal).ShouldBe(25753026560);
        gpu.Value(GpuMetrics.Temperature).ShouldBe(64);
        gpu.Value(GpuMetrics.Power)!.Value.ShouldBe(287, 1e-9);
        gpu.Value(GpuMetrics.PowerLimit)!.Value.ShouldBe(339, 1e-9);
        gpu.Value(GpuMetrics.SmClock).ShouldBe(2480e6);
        gpu.Value(GpuMetrics.MemoryClock).ShouldBe(1249e6);
        gpu.Value(GpuMetrics.FanSpeed).ShouldBe(50);
        gpu.Value(GpuMetrics.EccCorrected).ShouldBe(5);
        gpu.Value(GpuMetrics.EccUncorrected).ShouldBe(1);
        gpu.Value(GpuMetrics.Energy).ShouldBeNull();
        gpu.Attributes[SubjectAttributes.Vendor].ShouldBe("amd");
        gpu.Attributes[SubjectAttributes.PciAddress].ShouldBe("0000:03:00.0");
        gpu.Attributes[SubjectAttributes.Driver].ShouldBe("6.10.5");
        gpu.Attributes[SubjectAttributes.Model].ShouldBe("AMD GPU 0x744c");
        gpu.Attributes.ContainsKey(SubjectAttributes.UnifiedMemory).ShouldBeFalse();
    }

    [SkippableFact]
    public void Reads_two_cards_and_no_other_vendor()
    {
        Discrete("card1", "0000:43:00.0", unique: "");
        Discrete("card10", "0000:83:00.0", unique: "0000000000000000");
        Write("sys/class/drm/card0/device/vendor", "0x10de");
        Write("sys/class/drm/card1-DP-1/device/vendor", "0x1002");
        using var rig = Rig();

        rig.Pass();

        rig.Gpus.Select(gpu => gpu.Key).ShouldBe(["0000:43:00.0", "0000:83:00.0"]);
        rig.Gpus.Select(gpu => gpu.Attributes[SubjectAttributes.Index]).ShouldBe(["0", "1"]);
    }

    [SkippableFact]
    public void Leaves_out_the_window_of_an_apu()
    {
        Apu(vram: 536870912, gtt: 118111600640);
        using var rig = Rig();

        rig.Pass();

        Subject gpu = rig.Gpu("0000:c5:00.0");
        gpu.Attributes[SubjectAttributes.UnifiedMemory].ShouldBe("true");
        gpu.Value(GpuMetrics.MemoryUsed).ShouldBeNull();
        gpu.Value(GpuMetrics.MemoryTotal).ShouldBeNull();
        gpu.Value(GpuMetrics.Utilization).ShouldBe(12);
        gpu.Value(GpuMetrics.Power)!.Value.ShouldBe(38.1, 1e-9);
    }

    [SkippableFact]
    public void Keeps_a_carve_out_that_the_driver_works_in()
    {
        Apu(vram: 103079215104, gtt: 16631242752);
        using var rig = Rig();

        rig.Pass();

        Subject gpu = rig.Gpu("0000:c5:00.0");
        gpu.Attributes[SubjectAttributes.UnifiedMemory].ShouldBe("true");
        gpu.Value(GpuMetrics.MemoryTotal).ShouldBe(103079215104);
    }

    [SkippableFact]
    public void Takes_missing_files_as_missing_readings()
    {
        Write("sys/class/drm/card0/device/vendor", "0x1002");
        Write("sys/class/drm/card0/device/device", "0x73bf");
        Write("sys/class/drm/card0/device/gpu_busy_percent", "3");
        Write("sys/class/drm/card0/device/pp_dpm_sclk", "0: 500Mhz \n1: 2575Mhz *\n");
        using var rig = Rig();

        rig.Pass().ShouldBe(CollectResult.Ok);

        Subject gpu = rig.Gpu("amd-0");
        gpu.Value(GpuMetrics.Utilization).ShouldBe(3);
        gpu.Value(GpuMetrics.SmClock).ShouldBe(2575e6);
        gpu.Value(GpuMetrics.MemoryUsed).ShouldBeNull();
        gpu.Value(GpuMetrics.Temperature).ShouldBeNull();
        gpu.Attributes.ContainsKey(SubjectAttributes.UnifiedMemory).ShouldBeFalse();
    }

    [SkippableFact]
    public void Does_not_wake_a_sleeping_card()
    {
        Discrete("card0", "0000:03:00.0", "8f2c1a5e00112233");
        Write("sys/class/drm/card0/device/power/runtime_status", "suspended");
        using var rig = Rig();

        rig.Pass();

        rig.Gpu("GPU-8f2c1a5e00112233").Value(GpuMetrics.Temperature).ShouldBeNull();
    }

    [SkippableFact]
    public void Says_that_there_is_no_card()
    {
        Write("sys/class/drm/card0/device/vendor", "0x8086");
        using var rig = Rig();

        CollectResult result = rig.Pass();

        result.State.ShouldBe(CollectState.NotAvailable);
        result.Reason!.ShouldContain("No AMD GPU: /sys/class/drm lists none");
    }

    private GpuRig Rig()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "AMD devices are read on Linux.");
        return new GpuRig(library: null, new HostPaths(_root.FullName));
    }

    private void Discrete(string card, string pci, string unique)
    {
        string device = $"sys/class/drm/{card}/device/";
        Write(device + "vendor", "0x1002");
        Write(device + "device", "0x744c");
        Write(device + "unique_id", unique);
        Write(device + "uevent", $"DRIVER=amdgpu\nPCI_CLASS=30000\nPCI_ID=1002:744C\nPCI_SLOT_NAME={pci}\n");
        Write(device + "power/runtime_status", "active");
        Write(device + "gpu_busy_percent", "87");
        Write(device + "mem_busy_percent", "34");
        Write(device + "mem_info_vram_used", "8589934592");
        Write(device + "mem_info_vram_total", "25753026560");
        Write(device + "mem_info_gtt_total", "33653735424");
        Write(device + "ras/umc_err_count", "ue: 1\nce: 5\n");
        Write(device + "hwmon/hwmon4/temp1_input", "64000");
        Write(device + "hwmon/hwmon4/power1_average", "287000000");
        Write(device + "hwmon/hwmon4/power1_cap", "339000000");
        Write(device + "hwmon/hwmon4/freq1_input", "2480000000");
        Write(device + "hwmon/hwmon4/freq2_input", "1249000000");
        Write(device + "hwmon/hwmon4/pwm1", "128");
        Write(device + "hwmon/hwmon4/in0_label", "vddgfx");
    }

    private void Apu(long vram, long gtt)
    {
        const string Device = "sys/class/drm/card0/device/";
        Write(Device + "vendor", "0x1002");
        Write(Device + "device", "0x1586");
        Write(Device + "uevent", "DRIVER=amdgpu\nPCI_SLOT_NAME=0000:c5:00.0\n");
        Write(Device + "gpu_busy_percent", "12");
        Write(Device + "mem_info_vram_used", "155189248");
        Write(Device + "mem_info_vram_total", vram.ToString());
        Write(Device + "mem_info_gtt_total", gtt.ToString());
        Write(Device + "hwmon/hwmon2/power1_input", "38100000");
        Write(Device + "hwmon/hwmon2/in1_label", "vddnb");
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text.EndsWith('\n') ? text : text + "\n");
    }
}
