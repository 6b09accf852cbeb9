using System.Runtime.InteropServices;

namespace Vigil.Collection.Launch.Native;

/// <summary><c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public int Descriptor;
    public short Wanted;
    public short Ready;

    public PollEntry(int descriptor, short wanted)
    {
        Descriptor = descriptor;
        Wanted = wanted;
        Ready = 0;
    }
}
