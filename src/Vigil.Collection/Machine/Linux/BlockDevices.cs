using Vigil.Collection.Files;

namespace Vigil.Collection.Machine.Linux;

/// <summary>
/// Tells the block devices that are disks from those that only pass requests on, so that the sum over all disks counts
/// each byte once.
/// </summary>
/// <remarks>
/// Left out: partitions (part of their disk); loop, RAM, floppy and optical devices; zram (memory, not a disk: its traffic
/// shows as swap); device mapper (LVM, LUKS, multipath), software RAID, bcache and DRBD, and whatever else has devices below it
/// (<c>slaves</c>): the disks below carry the same bytes; hidden paths of a multipath NVMe. Network block devices
/// (nbd, rbd) have no local disk below and are kept.
/// </remarks>
/// <param name="paths">Where <c>/sys/block</c> is.</param>
internal sealed class BlockDevices(HostPaths paths)
{
    private static readonly string[] s_leftOut = ["loop", "ram", "zram", "fd", "sr", "dm-", "md", "bcache", "drbd"];
    private static readonly string[] s_lettered = ["sd", "hd", "vd", "xvd"];

    /// <summary>Whether the device of this kernel name is a whole disk of its own.</summary>
    public bool IsDisk(string name)
    {
        if (s_leftOut.Any(prefix => IsNumbered(name, prefix)))
        {
            return false;
        }

        string block = paths.Sys("block");
        if (!Directory.Exists(block))
        {
            return !LooksLikePartition(name);
        }

        // Names such as cciss/c0d0 have their slash replaced in sysfs.
        string device = Path.Combine(block, name.Replace('/', '!'));
        return Directory.Exists(device) && !IsHidden(device) && !HasDevicesBelow(device);
    }

    private static bool IsNumbered(string name, string prefix) =>
        name.StartsWith(prefix) && name.Length > prefix.Length && char.IsAsciiDigit(name[prefix.Length]);

    private static bool IsHidden(string device)
    {
        try
        {
            return File.ReadAllText(Path.Combine(device, "hidden")).StartsWith('1');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool HasDevicesBelow(string device)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(device, "slaves")).Any();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Without sysfs there are only names: <c>sda1</c>, and <c>nvme0n1p1</c> where the disk's name ends in a digit.</summary>
    private static bool LooksLikePartition(string name)
    {
        string stem = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        if (stem.Length == name.Length)
        {
            return false;
        }

        bool lettered = s_lettered.Any(prefix => stem.StartsWith(prefix) && stem.Skip(prefix.Length).All(char.IsAsciiLetterLower));
        return lettered || (stem.Length > 1 && stem[^1] == 'p' && char.IsAsciiDigit(stem[^2]));
    }
}
