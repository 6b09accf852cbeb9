using System.Text;
using Vigil.Collection.Container;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Container;

public class CgroupTextTests
{
    [Fact]
    public void A_mount_line_gives_version_controllers_root_and_place()
    {
        IReadOnlyList<CgroupMount> mounts = CgroupMount.Parse(
            """
            27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
            33 31 0:30 /docker/ab /sys/fs/cgroup/cpu,cpuacct ro,nosuid master:9 shared:2 - cgroup cgroup rw,cpu,cpuacct
            41 31 0:38 / /mnt/my\040groups rw - cgroup2 cgroup2 rw,nsdelegate
            cut 31 0:38 /
            """);

        mounts.Count.ShouldBe(2);
        mounts[0].Version.ShouldBe(1);
        mounts[0].Controllers.ShouldContain("cpuacct");
        mounts[0].Root.ShouldBe("/docker/ab");
        mounts[0].MountPoint.ShouldBe("/sys/fs/cgroup/cpu,cpuacct");
        mounts[1].Version.ShouldBe(2);
        mounts[1].MountPoint.ShouldBe("/mnt/my groups");
    }

    [Fact]
    public void A_membership_keeps_colons_of_paths_and_drops_the_mark_of_removal()
    {
        CgroupMembership membership = CgroupMembership.Parse(
            "4:cpu,cpuacct:/a:b/c\n3:memory:/gone (deleted)\n1:name=systemd:/x\n0::/unified\nnonsense\n");

        membership.UnifiedPath.ShouldBe("/unified");
        membership.ControllerPaths["cpu"].ShouldBe("/a:b/c");
        membership.ControllerPaths["cpuacct"].ShouldBe("/a:b/c");
        membership.ControllerPaths["memory"].ShouldBe("/gone");
    }

    [Theory]
    [InlineData("150000 100000\n", 150)]
    [InlineData("1000 100000\n", 1)]
    [InlineData("max 100000\n", Reading.NotAvailable)]
    [InlineData("150000 0\n", Reading.NotAvailable)]
    [InlineData("150000", Reading.NotAvailable)]
    [InlineData("", Reading.NotAvailable)]
    public void A_version_2_cpu_limit_is_quota_over_period(string text, long hundredths) =>
        CgroupCpu.ParseMax(Encoding.ASCII.GetBytes(text), default).ShouldBe(hundredths);

    [Theory]
    [InlineData("250000\n", 250)]
    [InlineData("-1\n", Reading.NotAvailable)]
    public void A_version_1_cpu_limit_is_quota_over_period(string quota, long hundredths) =>
        CgroupCpu.ParseQuota(Encoding.ASCII.GetBytes(quota), "100000\n"u8).ShouldBe(hundredths);

    [Theory]
    [InlineData("4294967296\n", 4294967296)]
    [InlineData("9223372036854771712\n", Reading.NotAvailable)]
    [InlineData("9223372036854710272\n", Reading.NotAvailable)]
    [InlineData("9223372036854775807\n", Reading.NotAvailable)]
    public void Version_1_writes_unlimited_as_2_to_the_63_whatever_the_page_size(string text, long bytes) =>
        CgroupMemoryV1.ParseLimit(Encoding.ASCII.GetBytes(text), default).ShouldBe(bytes);

    [Theory]
    [InlineData("max\n", Reading.NotAvailable)]
    [InlineData("0\n", 0)]
    [InlineData("8589934592\n", 8589934592)]
    public void Version_2_writes_unlimited_as_a_word(string text, long bytes) =>
        CgroupMemoryV2.ParseLimit(Encoding.ASCII.GetBytes(text), default).ShouldBe(bytes);
}
