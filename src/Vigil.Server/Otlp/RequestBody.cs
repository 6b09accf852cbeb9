using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Vigil.Server.Otlp;

/// <summary>The body of a request in one piece of rented memory, decompressed within a bound: a small body may not become a huge one.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstPiece = 64 * 1024;

    private byte[] _buffer;
    private int _length;

    private RequestBody(int room) => _buffer = ArrayPool<byte>.Shared.Rent(room);

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Why it could not be read, a status of HTTP; null when it was.</summary>
    public int? Fault { get; private set; }

    /// <summary>Reads it; null when it is compressed in a way that is not known.</summary>
    public static async Task<RequestBody?> ReadAsync(HttpRequest request, long most, CancellationToken cancellationToken)
    {
        Stream? input = request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
        {
            "" or "identity" => request.Body,
            "gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            "br" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            _ => null,
        };
        if (input is null)
        {
            return null;
        }

        // The length that is announced is believed up to a bound: memory comes with the bytes themselves.
        var body = new RequestBody((int)Math.Clamp((request.ContentLength ?? 0) + 1, FirstPiece, 1 << 20));
        try
        {
            await body.FillAsync(input, most, cancellationToken);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
        finally
        {
            if (input != request.Body)
            {
                await input.DisposeAsync();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private async Task FillAsync(Stream input, long most, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (_length == _buffer.Length)
                {
                    Grow();
                }

                int read = await input.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
                if (read == 0)
                {
                    return;
                }

                _length += read;
                if (_length > most)
                {
                    Fault = StatusCodes.Status413PayloadTooLarge;
                    return;
                }
            }
        }
        catch (InvalidDataException)
        {
            Fault = StatusCodes.Status400BadRequest;
        }
        catch (BadHttpRequestException exception)
        {
            Fault = exception.StatusCode;
        }
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
