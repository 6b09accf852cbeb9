using Vigil.Collection.Machine.Windows;
using Vigil.Collection.Tests.Subjects;

namespace Vigil.Collection.Tests.Machine.Windows;

/// <summary>A Windows machine that answers with captured bytes; null stands for a call that failed.</summary>
internal sealed class CapturedWindows : IWindowsMachine
{
    public byte[]? Processors { get; set; }

    public byte[]? Memory { get; set; }

    public byte[]? Paging { get; set; }

    public byte[]? PageFiles { get; set; }

    public byte[]? Interfaces { get; set; }

    public Dictionary<int, byte[]> Disks { get; } = [];

    public (long Available, long Total)? Space { get; set; }

    public int ReadProcessors(ref byte[] buffer) => CapturedBytes.Answer(Processors, ref buffer);

    public int ReadMemory(Span<byte> buffer) => CapturedBytes.Answer(Memory, buffer);

    public int ReadPaging(Span<byte> buffer) => CapturedBytes.Answer(Paging, buffer);

    public int ReadPageFiles(ref byte[] buffer) => CapturedBytes.Answer(PageFiles, ref buffer);

    public int ReadInterfaces(ref byte[] buffer) => CapturedBytes.Answer(Interfaces, ref buffer);

    public int ReadDisk(int number, Span<byte> buffer) => CapturedBytes.Answer(Disks.GetValueOrDefault(number), buffer);

    public bool TryReadSpace(string path, out long availableBytes, out long totalBytes)
    {
        (availableBytes, totalBytes) = Space ?? default;
        return Space is not null;
    }

    public void Dispose()
    {
    }
}
