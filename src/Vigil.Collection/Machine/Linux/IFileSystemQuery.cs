namespace Vigil.Collection.Machine.Linux;

/// <summary>Asks for the space of a file system. May block for as long as the file system hangs.</summary>
internal interface IFileSystemQuery
{
    /// <summary>Asks.</summary>
    /// <param name="path">The path in UTF-8, ended by a zero byte.</param>
    /// <param name="space">The answer.</param>
    /// <returns>0, or the C library's error number.</returns>
    int Query(ReadOnlySpan<byte> path, out FileSystemSpace space);
}
