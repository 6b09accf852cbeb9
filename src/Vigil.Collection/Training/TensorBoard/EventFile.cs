using System.Buffers.Binary;

namespace Vigil.Collection.Training.TensorBoard;

/// <summary>
/// Follows one event file as it grows: records of length, checksum of the length, data, checksum of the data (TFRecord).
/// A record that is not whole yet is waited for; a damaged one is skipped and counted.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const int HeaderBytes = 12;
    private const int FooterBytes = 4;

    /// <summary>Larger records hold pictures, sound or graphs, never scalars.</summary>
    private const ulong LargestRecord = 1 << 20;

    private const int MostBytesPerPoll = 4 << 20;

    private readonly FileStream _file;
    private byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private long _position;
    private bool _isLost;

    private EventFile(FileStream file)
    {
        _file = file;
    }

    /// <summary>Records that were damaged.</summary>
    public long Corrupt { get; private set; }

    /// <summary>Opens a file; null when it cannot be read.</summary>
    public static EventFile? TryOpen(string path)
    {
        try
        {
            return new EventFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Passes the scalars of every record that has become whole on.</summary>
    public void Poll(ScalarEvent.Take take)
    {
        for (int total = 0; total < MostBytesPerPoll;)
        {
            int read = ReadMore();
            total += read;
            bool used = TakeRecords(take);
            if (read <= 0 && !used)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private int ReadMore()
    {
        if (_length == _buffer.Length)
        {
            // A whole record always fits: larger ones are skipped.
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, (int)LargestRecord + HeaderBytes + FooterBytes));
        }

        try
        {
            int read = RandomAccess.Read(_file.SafeFileHandle, _buffer.AsSpan(_length), _position + _length);
            _length += read;
            return read;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private bool TakeRecords(ScalarEvent.Take take)
    {
        int start = 0;
        long skip = 0;
        while (_length - start >= HeaderBytes)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(start, _length - start);
            if (Crc32C.Masked(rest[..8]) != BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]))
            {
                // The place of the next record is lost with the length: look for the next length that is sound.
                Corrupt += _isLost ? 0 : 1;
                _isLost = true;
                start++;
                continue;
            }

            _isLost = false;
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            if (length > LargestRecord)
            {
                skip = HeaderBytes + (long)Math.Min(length, long.MaxValue / 4) + FooterBytes;
                break;
            }

            int whole = HeaderBytes + (int)length + FooterBytes;
            if (rest.Length < whole)
            {
                break;
            }

            ReadOnlySpan<byte> data = rest.Slice(HeaderBytes, (int)length);
            if (Crc32C.Masked(data) == BinaryPrimitives.ReadUInt32LittleEndian(rest[(whole - FooterBytes)..]))
            {
                ScalarEvent.Read(data, take);
            }
            else
            {
                Corrupt++;
            }

            start += whole;
        }

        if (skip > 0)
        {
            _position += start + skip;
            _length = 0;
            return true;
        }

        _buffer.AsSpan(start, _length - start).CopyTo(_buffer);
        _length -= start;
        _position += start;
        return start > 0;
    }
}
