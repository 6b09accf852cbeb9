using System.Runtime.InteropServices;

namespace Vigil.Collection.Launch.Native;

/// <summary>
/// <c>struct termios</c>, kept as bytes because its fields differ in width: 60 bytes on Linux, 72 on macOS. The few
/// fields that Vigil looks at are read by their offset.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TerminalAttributes
{
    private const uint OutputProcessing = 1;

    private fixed byte _bytes[128];

    private static int LocalFlagsOffset => OperatingSystem.IsMacOS() ? 24 : 12;

    private static int OutputFlagsOffset => OperatingSystem.IsMacOS() ? 8 : 4;

    private static int CharactersOffset => OperatingSystem.IsMacOS() ? 32 : 17;

    private static byte Disabled => OperatingSystem.IsMacOS() ? (byte)0xff : (byte)0;

    /// <summary>Whether the keys for interrupt, quit and suspend send signals (ISIG).</summary>
    public bool HasSignalKeys => (Flags(LocalFlagsOffset) & (OperatingSystem.IsMacOS() ? 0x80u : 0x1u)) != 0;

    /// <summary>The suspend key (Ctrl-Z); null when there is none.</summary>
    public byte? SuspendKey => Key(10);

    /// <summary>The key that takes the next one literally (Ctrl-V); null when there is none.</summary>
    public byte? LiteralNextKey =>
        (Flags(LocalFlagsOffset) & (OperatingSystem.IsMacOS() ? 0x400u : 0x8000u)) != 0
            ? Key(OperatingSystem.IsMacOS() ? 14 : 15)
            : null;

    /// <summary>Leaves output bytes as they are: no carriage return before a line feed (OPOST off).</summary>
    public void DisableOutputProcessing()
    {
        fixed (byte* start = _bytes)
        {
            *(uint*)(start + OutputFlagsOffset) &= ~OutputProcessing;
        }
    }

    private byte? Key(int index) => _bytes[CharactersOffset + index] is byte key && key != Disabled ? key : null;

    // The flags in question stand in the low 32 bits on both systems, which are little-endian.
    private uint Flags(int offset)
    {
        fixed (byte* start = _bytes)
        {
            return *(uint*)(start + offset);
        }
    }
}
