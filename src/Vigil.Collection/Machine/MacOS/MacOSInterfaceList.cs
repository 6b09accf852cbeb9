using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vigil.Collection.Machine.MacOS;

/// <summary>
/// Walks the routing messages that list the interfaces: an RTM_IFINFO2 for each, followed by its link address
/// (<c>sockaddr_dl</c>, net/if_dl.h) with the name, and address messages in between that are stepped over.
/// </summary>
/// <param name="messages">The messages; what is cut off or impossible ends the walk.</param>
internal ref struct MacOSInterfaceList(ReadOnlySpan<byte> messages)
{
    private const byte InterfaceInformation = 0x12;
    private const byte Loopback = 0x18;
    private const uint Up = 1;

    private const int LinkNameLength = 5;
    private const int LinkName = 8;

    private ReadOnlySpan<byte> _rest = messages;

    /// <summary>Takes the next interface that is up and is not the loopback. False at the end.</summary>
    /// <param name="message">Its counters.</param>
    /// <param name="name">Its name, ASCII.</param>
    public bool TryRead(out InterfaceMessage message, out ReadOnlySpan<byte> name)
    {
        while (_rest.Length >= sizeof(ushort))
        {
            int length = MemoryMarshal.Read<ushort>(_rest);
            if (length < sizeof(uint) || length > _rest.Length)
            {
                break;
            }

            ReadOnlySpan<byte> whole = _rest[..length];
            _rest = _rest[length..];
            if (whole[3] == InterfaceInformation
                && MemoryMarshal.TryRead(whole, out message)
                && (message.Flags & Up) != 0
                && message.InterfaceType != Loopback
                && TryReadName(whole[Unsafe.SizeOf<InterfaceMessage>()..], out name))
            {
                return true;
            }
        }

        message = default;
        name = default;
        return false;
    }

    private static bool TryReadName(ReadOnlySpan<byte> link, out ReadOnlySpan<byte> name)
    {
        int length = link.Length > LinkNameLength ? link[LinkNameLength] : 0;
        bool fits = length > 0 && LinkName + length <= link.Length;
        name = fits ? link.Slice(LinkName, length) : default;
        return fits;
    }
}
