using Vigil.Collection.Files;
using Vigil.Collection.Machine;
using Vigil.Collection.Machine.Linux;

namespace Vigil.Collection.Tests.Machine.Linux;

public class LinuxMachineFactsReaderTests
{
    [Fact]
    public void Knows_a_laptop()
    {
        MachineFacts facts = Read("Machines/laptop");

        facts.HostName.ShouldBe("ada-laptop");
        facts.KernelRelease.ShouldBe("6.8.0-45-generic");
        facts.Distribution.ShouldBe("Ubuntu 24.04.1 LTS");
        facts.CpuModel.ShouldBe("13th Gen Intel(R) Core(TM) i7-1370P");
        facts.Sockets.ShouldBe(1);
        facts.PhysicalCores.ShouldBe(2);
        facts.LogicalCores.ShouldBe(4);
        facts.NumaNodes.ShouldBe(1);
        facts.MemoryTotalBytes.ShouldBe(16000000L * 1024);
        facts.SwapTotalBytes.ShouldBe(8000000L * 1024);
        facts.BootId.ShouldBe("6f0c8a52-0c2b-4f8a-9d5e-3b1f7a2c9e10");
        facts.Container.ShouldBeNull();
        facts.Virtualization.ShouldBeNull();
    }

    [Fact]
    public void Knows_a_cloud_machine_of_bare_metal_with_two_sockets()
    {
        MachineFacts facts = Read("Machines/server-two-sockets");

        facts.Distribution.ShouldBe("Rocky Linux 9.4 (Blue Onyx)");
        facts.Sockets.ShouldBe(2);
        facts.PhysicalCores.ShouldBe(4);
        facts.LogicalCores.ShouldBe(8);
        facts.NumaNodes.ShouldBe(2);
        facts.SwapTotalBytes.ShouldBe(0);
        facts.Virtualization.ShouldBeNull();
    }

    [Fact]
    public void Knows_a_virtual_machine() => Read("Machines/old-virtual-machine").Virtualization.ShouldBe("kvm");

    [Theory]
    [InlineData("docker-v2", "docker")]
    [InlineData("docker-v1", "docker")]
    [InlineData("kubernetes-v2-nested", "kubernetes")]
    [InlineData("kubernetes-v1-hidden-limit", "kubernetes")]
    [InlineData("hybrid-systemd", null)]
    public void Recognises_containers(string capture, string? kind) =>
        Read($"Containers/{capture}").Container.ShouldBe(kind);

    [Theory]
    [InlineData("run/.containerenv", "", "podman")]
    [InlineData("proc/1/environ", "PATH=/bin\0container=lxc\0", "lxc")]
    [InlineData(".singularity.d/env", "", "apptainer")]
    public void Recognises_the_marks_of_runtimes(string path, string text, string kind)
    {
        using CapturedTree tree = CapturedTree.Empty();
        tree.Write(path, text);

        new LinuxMachineFactsReader(tree.Paths).Read().Container.ShouldBe(kind);
    }

    [Fact]
    public void Names_an_arm_server_by_its_part_number()
    {
        CpuInfo cpu = CpuInfo.Parse("processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd4f\n\nprocessor\t: 1\n");

        cpu.Model.ShouldBe("Arm Neoverse-V2");
        cpu.LogicalCores.ShouldBe(2);
        cpu.PhysicalCores.ShouldBeNull();
    }

    [Fact]
    public void An_empty_machine_is_simply_not_known()
    {
        using CapturedTree tree = CapturedTree.Empty();

        MachineFacts facts = new LinuxMachineFactsReader(tree.Paths).Read();

        facts.ShouldBe(new MachineFacts { Architecture = facts.Architecture });
    }

    [SkippableFact]
    public void Reads_this_machine()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");

        MachineFacts facts = new LinuxMachineFactsReader(HostPaths.Real).Read();

        facts.HostName!.Split('.')[0].ShouldBe(Environment.MachineName);
        facts.LogicalCores!.Value.ShouldBeGreaterThanOrEqualTo(Environment.ProcessorCount);
        facts.MemoryTotalBytes!.Value.ShouldBeGreaterThan(1L << 26);
        Guid.TryParse(facts.BootId, out _).ShouldBeTrue();
    }

    private static MachineFacts Read(string capture)
    {
        using CapturedTree tree = CapturedTree.Open(capture);
        return new LinuxMachineFactsReader(tree.Paths).Read();
    }
}
