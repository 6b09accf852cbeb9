using Vigil.Collection.Machine.MacOS;
using Vigil.Collection.Tests.Subjects;

namespace Vigil.Collection.Tests.Machine.MacOS;

/// <summary>A Mac that answers with captured bytes; null stands for a call that failed.</summary>
internal sealed class CapturedMac : IMacOSMachine
{
    public byte[]? VirtualMemory { get; set; }

    public byte[]? Processors { get; set; }

    public byte[]? Interfaces { get; set; }

    public byte[]? FileSystem { get; set; }

    public Dictionary<string, byte[]> Sysctls { get; } = [];

    public int PageSizeBytes => 16384;

    public int ReadVirtualMemory(Span<byte> buffer) => CapturedBytes.Answer(VirtualMemory, buffer);

    public int ReadProcessors(ref byte[] buffer) => CapturedBytes.Answer(Processors, ref buffer);

    public int ReadSysctl(string name, Span<byte> buffer) => CapturedBytes.Answer(Sysctls.GetValueOrDefault(name), buffer);

    public int ReadInterfaces(ref byte[] buffer) => CapturedBytes.Answer(Interfaces, ref buffer);

    public int ReadFileSystem(string path, Span<byte> buffer) => CapturedBytes.Answer(FileSystem, buffer);
}
