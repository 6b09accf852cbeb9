using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vigil.Collection.Machine.Windows;

/// <summary>
/// Walks a <c>MIB_IF_TABLE2</c>: the number of rows, 4 bytes of padding, and the rows. Left out are the loopback,
/// tunnels, what is not up, and the filter drivers that Windows lists as interfaces of their own and that repeat the
/// counters of the adapter below them.
/// </summary>
/// <param name="table">The table; rows that are cut off end the walk.</param>
internal ref struct WindowsInterfaceTable(ReadOnlySpan<byte> table)
{
    /// <summary>Bytes before the first row.</summary>
    public const int HeaderBytes = 8;

    private const int AliasOffset = 28;
    private const int AliasCharacters = 257;
    private const uint Loopback = 24;
    private const uint Tunnel = 131;
    private const byte Filter = 2;
    private const uint Up = 1;

    private ReadOnlySpan<byte> _rest = table.Length < HeaderBytes ? default : table[HeaderBytes..];
    private uint _left = table.Length < HeaderBytes ? 0 : MemoryMarshal.Read<uint>(table);

    /// <summary>Takes the next interface worth recording. False at the end.</summary>
    /// <param name="row">Its counters.</param>
    /// <param name="alias">Its name, such as <c>Ethernet 2</c>.</param>
    public bool TryRead(out InterfaceRow row, out ReadOnlySpan<char> alias)
    {
        while (_left > 0 && MemoryMarshal.TryRead(_rest, out row))
        {
            alias = MemoryMarshal.Cast<byte, char>(_rest.Slice(AliasOffset, AliasCharacters * sizeof(char)));
            int end = alias.IndexOf('\0');
            alias = end < 0 ? alias : alias[..end];
            _rest = _rest[Unsafe.SizeOf<InterfaceRow>()..];
            _left--;
            if (row.Status == Up && row.Type is not (Loopback or Tunnel) && (row.Flags & Filter) == 0 && !alias.IsEmpty)
            {
                return true;
            }
        }

        row = default;
        alias = default;
        return false;
    }
}
