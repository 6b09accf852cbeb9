using System.Runtime.InteropServices;

namespace Vigil.Collection.Launch.Native;

/// <summary><c>struct winsize</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WindowSize
{
    public ushort Rows;
    public ushort Columns;
    public ushort WidthPixels;
    public ushort HeightPixels;
}
