namespace Vigil.Server.Live;

/// <summary>
/// What waits to be sent to one client. Bounded, so that a client that does not read costs a known amount of memory and
/// nobody waits for it: changes that do not fit are refused, answers to the client's own requests wait for room.
/// </summary>
internal sealed class Outbox : IDisposable
{
    /// <summary>Most messages waiting.</summary>
    public const int MostMessages = 256;

    /// <summary>Most bytes waiting; a single message may be larger.</summary>
    public const long MostBytes = 4 << 20;

    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _messages = new();
    private readonly SemaphoreSlim _filled = new(0);
    private readonly SemaphoreSlim _emptied = new(0, 1);
    private long _bytes;

    /// <summary>Takes a change; false when the client is too far behind.</summary>
    public bool TryPost(byte[] message)
    {
        lock (_lock)
        {
            if (_messages.Count > 0 && (_messages.Count >= MostMessages || _bytes + message.Length > MostBytes))
            {
                return false;
            }

            Add(message);
            return true;
        }
    }

    /// <summary>Takes a notice that something was dropped. There are no more of these than subscriptions.</summary>
    public void PostNotice(byte[] message)
    {
        lock (_lock)
        {
            Add(message);
        }
    }

    /// <summary>Takes an answer, once there is room.</summary>
    public async Task PostAsync(byte[] message, CancellationToken cancellationToken)
    {
        while (!TryPost(message))
        {
            await _emptied.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The next message, once there is one.</summary>
    public async Task<byte[]> TakeAsync(CancellationToken cancellationToken)
    {
        await _filled.WaitAsync(cancellationToken);
        lock (_lock)
        {
            byte[] message = _messages.Dequeue();
            _bytes -= message.Length;
            if (_emptied.CurrentCount == 0)
            {
                _emptied.Release();
            }

            return message;
        }
    }

    public void Dispose()
    {
        _filled.Dispose();
        _emptied.Dispose();
    }

    private void Add(byte[] message)
    {
        _messages.Enqueue(message);
        _bytes += message.Length;
        _filled.Release();
    }
}
