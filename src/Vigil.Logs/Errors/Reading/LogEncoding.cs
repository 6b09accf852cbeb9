using System.Text;

namespace Vigil.Logs.Errors.Reading;

/// <summary>Turns what PowerShell writes (UTF-16 with a mark at the beginning) into UTF-8; everything else stays as it is.</summary>
internal sealed class LogEncoding
{
    private Decoder? _decoder;
    private bool _isKnown;
    private char[] _chars = [];
    private byte[] _utf8 = [];

    /// <summary>The next bytes as UTF-8; valid until the next call.</summary>
    public ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> bytes)
    {
        if (!_isKnown)
        {
            _isKnown = true;
            if (bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]))
            {
                _decoder = (bytes[0] == 0xff ? Encoding.Unicode : Encoding.BigEndianUnicode).GetDecoder();
                bytes = bytes[2..];
            }
            else if (bytes.StartsWith(Encoding.UTF8.Preamble))
            {
                bytes = bytes[3..];
            }
        }

        if (_decoder is null)
        {
            return bytes;
        }

        if (_chars.Length < bytes.Length)
        {
            _chars = new char[bytes.Length];
            _utf8 = new byte[bytes.Length * 3];
        }

        int count = _decoder.GetChars(bytes, _chars, flush: false);
        return _utf8.AsSpan(0, Encoding.UTF8.GetBytes(_chars.AsSpan(0, count), _utf8));
    }
}
