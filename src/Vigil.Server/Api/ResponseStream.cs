using Microsoft.AspNetCore.Http;

namespace Vigil.Server.Api;

/// <summary>
/// The body of an answer for what writes as it reads: nothing is sent before a buffer is full, so that a failure at the
/// beginning is still told as one; whoever has gone away ends the writing; and disposing it sends nothing.
/// </summary>
internal sealed class ResponseStream(HttpContext context) : Stream
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int part = Math.Min(buffer.Length, _buffer.Length - _length);
            buffer[..part].CopyTo(_buffer.AsSpan(_length));
            buffer = buffer[part..];
            _length += part;
            if (_length == _buffer.Length)
            {
                Send();
            }
        }
    }

    /// <summary>Only <see cref="Send"/> sends.</summary>
    public override void Flush()
    {
    }

    /// <summary>Sends what has gathered; called at the end.</summary>
    public void Send()
    {
        context.RequestAborted.ThrowIfCancellationRequested();
        context.Response.Body.Write(_buffer, 0, _length);
        _length = 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
