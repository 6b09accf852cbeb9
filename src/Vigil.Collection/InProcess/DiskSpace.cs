namespace Vigil.Collection.InProcess;

/// <summary>Space behind one watched path.</summary>
/// <param name="Key">What it is watched as: <c>work</c> or <c>shm</c>.</param>
/// <param name="Path">The path; null when its collector does not tell.</param>
/// <param name="TotalBytes">Size of the file system, bytes; null when not available.</param>
/// <param name="FreeBytes">Space that the program may still use, bytes; null when not available.</param>
public readonly record struct DiskSpace(string Key, string? Path, long? TotalBytes, long? FreeBytes);
