namespace Vigil.Collection.Machine.Linux;

/// <summary>A path whose free space is watched.</summary>
/// <param name="Key">Key of its subject: <c>work</c>, <c>output</c> or <c>shm</c>.</param>
/// <param name="Path">Absolute path.</param>
/// <param name="ParentWhenMissing">
/// True to ask the nearest existing parent while the path does not exist, as for an output folder that the program has yet to
/// make; false when a missing path means that the machine has no such thing.
/// </param>
internal readonly record struct FileSystemTarget(string Key, string Path, bool ParentWhenMissing = true)
{
    /// <summary>Shared memory, which data-loading workers hand their batches over in.</summary>
    public static FileSystemTarget SharedMemory { get; } = new("shm", "/dev/shm", ParentWhenMissing: false);
}
