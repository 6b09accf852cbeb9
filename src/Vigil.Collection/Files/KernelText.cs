namespace Vigil.Collection.Files;

/// <summary>
/// A kernel file together with the buffer that its text is read into. A file that does not exist reads as empty: most
/// are optional, and whoever parses an empty text says "not available".
/// </summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class KernelText : IDisposable
{
    private readonly KernelFile? _file;
    private readonly bool _wholeInOneRead;
    private byte[] _buffer;

    /// <summary>Opens the file; <see cref="Exists"/> says whether that worked.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="wholeInOneRead">
    /// True for files whose whole text the kernel gives to one read that is large enough (/proc/stat, meminfo, pressure,
    /// every file of a control group): the second read that only finds the end is saved. False for those that
    /// it gives a page at a time (diskstats, net/dev, vmstat).
    /// </param>
    /// <param name="capacityBytes">First size of the buffer; it grows when the text does.</param>
    public KernelText(string path, bool wholeInOneRead = true, int capacityBytes = 4096)
    {
        _file = KernelFile.TryOpen(path);
        _wholeInOneRead = wholeInOneRead;
        _buffer = _file is null ? [] : new byte[capacityBytes];
    }

    /// <summary>Whether the file could be opened.</summary>
    public bool Exists => _file is not null;

    /// <summary>The text now; empty when the file does not exist or cannot be read. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Read()
    {
        if (_file is null)
        {
            return default;
        }

        if (_wholeInOneRead)
        {
            int length = _file.Read(_buffer);
            if (length < _buffer.Length)
            {
                return _buffer.AsSpan(0, Math.Max(0, length));
            }
        }

        return _file.ReadAll(ref _buffer);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
