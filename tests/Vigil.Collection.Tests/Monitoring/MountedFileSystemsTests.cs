using Vigil.Collection.Monitoring;

namespace Vigil.Collection.Tests.Monitoring;

public class MountedFileSystemsTests
{
    [Fact]
    public void Each_device_counts_once_and_single_files_do_not()
    {
        using CapturedTree tree = CapturedTree.Empty();
        tree.Write("/proc/self/mounts", """
            overlay / overlay rw 0 0
            proc /proc proc rw 0 0
            /dev/sda1 /data\040sets ext4 rw 0 0
            /dev/sda1 /again ext4 rw 0 0
            /dev/sdb1 /etc/hosts ext4 rw 0 0
            tmpfs /run tmpfs rw 0 0

            """);
        tree.Write("/data sets/a", "");
        tree.Write("/again/a", "");
        tree.Write("/etc/hosts", "");

        MountedFileSystems.Of(tree.Paths).Keys.ShouldBe(["/", "/data sets"], ignoreOrder: true);
    }

    [Fact]
    public void Without_a_list_the_root_is_watched()
    {
        using CapturedTree tree = CapturedTree.Empty();

        MountedFileSystems.Of(tree.Paths).Keys.ShouldBe(["/"]);
    }
}
