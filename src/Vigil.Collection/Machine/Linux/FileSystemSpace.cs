namespace Vigil.Collection.Machine.Linux;

/// <summary>What a file system says of its space.</summary>
/// <param name="TotalBytes">Its size.</param>
/// <param name="AvailableBytes">What an unprivileged program may still use.</param>
/// <param name="TotalInodes">Files it can hold; 0 when it has no fixed number (btrfs).</param>
/// <param name="AvailableInodes">Files that an unprivileged program may still create.</param>
internal readonly record struct FileSystemSpace(
    long TotalBytes, long AvailableBytes, long TotalInodes, long AvailableInodes);
