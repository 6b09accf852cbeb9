using System.Runtime.InteropServices;

namespace Vigil.Collection.Launch.Native;

/// <summary><c>struct rusage</c> of a 64-bit system: 144 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ResourceUsage
{
    public long UserSeconds;
    public long UserMicroseconds;
    public long SystemSeconds;
    public long SystemMicroseconds;
    public long MaxResident;
    private fixed long _sharedAndStack[3];
    public long MinorFaults;
    public long MajorFaults;
    private fixed long _rest[8];

    // macOS keeps microseconds in 32 bits, with padding whose content is not defined.
    public readonly TimeSpan UserTime => Time(UserSeconds, UserMicroseconds);

    public readonly TimeSpan SystemTime => Time(SystemSeconds, SystemMicroseconds);

    private static TimeSpan Time(long seconds, long microseconds) =>
        TimeSpan.FromTicks((seconds * TimeSpan.TicksPerSecond) + ((int)microseconds * TimeSpan.TicksPerMicrosecond));
}
