using Vigil.Collection.Files;

namespace Vigil.Collection.Sampling;

/// <summary>
/// This process' own resident memory. On Linux from a file that is kept open, since what the runtime offers parses a
/// whole file into strings at each call.
/// </summary>
internal sealed class OwnMemory : IDisposable
{
    private readonly KernelFile? _file = OperatingSystem.IsLinux() ? KernelFile.TryOpen("/proc/self/statm") : null;
    private readonly byte[] _text = new byte[256];

    /// <summary>Resident bytes.</summary>
    public long ResidentBytes()
    {
        int length = _file?.Read(_text) ?? -1;
        if (length <= 0)
        {
            return Environment.WorkingSet;
        }

        var scanner = new AsciiScanner(_text.AsSpan(0, length));
        scanner.SkipWords(1);
        return scanner.ReadInt64() * Environment.SystemPageSize;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
