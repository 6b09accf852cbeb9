using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Launch;

/// <summary>A pipe that blocked threads wait on beside their own descriptor, so that they can be woken without polling.</summary>
internal sealed class Wakeup : IDisposable
{
    private readonly Lock _gate = new();
    private int _readEnd;
    private int _writeEnd;

    public Wakeup()
    {
        if (!NativeDescriptors.TryPipe(out _readEnd, out _writeEnd))
        {
            throw new IOException($"A pipe could not be made (error {NativeDescriptors.LastError}).");
        }

        NativeDescriptors.SetNonBlocking(_readEnd, nonBlocking: true);
        NativeDescriptors.SetNonBlocking(_writeEnd, nonBlocking: true);
    }

    /// <summary>Readable from <see cref="Set"/> until <see cref="Clear"/>.</summary>
    public int Descriptor => _readEnd;

    public void Set()
    {
        lock (_gate)
        {
            if (_writeEnd >= 0)
            {
                _ = NativeDescriptors.Write(_writeEnd, "!"u8);
            }
        }
    }

    public void Clear()
    {
        Span<byte> buffer = stackalloc byte[64];
        while (NativeDescriptors.Read(_readEnd, buffer) > 0)
        {
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            NativeDescriptors.Close(_readEnd);
            NativeDescriptors.Close(_writeEnd);
            _readEnd = _writeEnd = -1;
        }
    }
}
