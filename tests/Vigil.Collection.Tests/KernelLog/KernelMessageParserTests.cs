using Vigil.Collection.KernelLog;

namespace Vigil.Collection.Tests.KernelLog;

public class KernelMessageParserTests
{
    [Fact]
    public void Tells_a_control_group_kill_from_a_machine_wide_one()
    {
        KernelMessage group = KernelMessageParser.Parse("Memory cgroup out of memory: Killed process 629 (python3) total-vm:5kB, anon-rss:4kB, file-rss:0kB")!;
        KernelMessage host = KernelMessageParser.Parse("Out of memory: Killed process 1067104 (pt_data_worker) total-vm:9kB, anon-rss:8kB")!;

        (group.Kind, group.ProcessId, group.ProcessName).ShouldBe((KernelMessageKind.CgroupOomKill, 629, "python3"));
        (host.Kind, host.ProcessId, host.ProcessName).ShouldBe((KernelMessageKind.HostOomKill, 1067104, "pt_data_worker"));
    }

    [Fact]
    public void Reads_names_with_parentheses() =>
        KernelMessageParser.Parse("Out of memory: Killed process 7 (a) b) total-vm:9kB")!.ProcessId.ShouldBe(7);

    [Theory]
    [InlineData("python3[4242]: segfault at 0 ip 00007f err 4 in libtorch.so", 4242, "python3")]
    [InlineData("traps: python3[99] general protection fault ip:7f sp:7f error:0 in libc.so.6", 99, "python3")]
    public void Reads_crashes(string line, int pid, string name)
    {
        KernelMessage crash = KernelMessageParser.Parse(line)!;

        (crash.Kind, crash.ProcessId, crash.ProcessName).ShouldBe((KernelMessageKind.Crash, pid, name));
    }

    [Theory]
    [InlineData("NVRM: Xid (PCI:0000:06:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus.", null)]
    [InlineData("NVRM: Xid (PCI:0000:06:00): 31, pid=8158, name=python, Ch 00000010", 8158)]
    public void Reads_gpu_errors(string line, int? pid)
    {
        KernelMessage xid = KernelMessageParser.Parse(line)!;

        xid.Kind.ShouldBe(KernelMessageKind.GpuXid);
        xid.ProcessId.ShouldBe(pid);
    }

    [Theory]
    [InlineData("EXT4-fs (vda): mounted filesystem")]
    [InlineData("audit: type=1400 segfault at nothing")]
    [InlineData("")]
    public void Ignores_other_lines(string line) => KernelMessageParser.Parse(line).ShouldBeNull();
}
