using System.Runtime.InteropServices;

namespace Vigil.Collection.Launch.Native;

/// <summary>
/// The numbers that Linux (x86-64, arm64) and macOS give to the same POSIX names. The macOS column follows its
/// headers and has not run on that system yet.
/// </summary>
internal static class Os
{
    public const int AccessExecute = 1;
    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int OpenReadWrite = 2;

    public const int ErrorNoEntry = 2;
    public const int ErrorInterrupted = 4;
    public const int ErrorInputOutput = 5;
    public const int ErrorExecFormat = 8;
    public const int ErrorAccess = 13;
    public const int ErrorBrokenPipe = 32;

    public const short PollIn = 1;
    public const short PollOut = 4;

    public const int WaitNoHang = 1;
    public const int WaitUntraced = 2;

    public const short SpawnSetSignalDefaults = 0x04;
    public const short SpawnSetSignalMask = 0x08;

    /// <summary>Highest signal number that <c>sigset_t</c> of the system holds.</summary>
    public static int SignalCount => OperatingSystem.IsMacOS() ? 31 : 64;

    public static int OpenCloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    public static int OpenNonBlocking => OperatingSystem.IsMacOS() ? 0x4 : 0x800;

    public static int OpenNoControllingTerminal => OperatingSystem.IsMacOS() ? 0x20000 : 0x100;

    public static int ErrorAgain => OperatingSystem.IsMacOS() ? 35 : 11;

    public static int DuplicateCloseOnExec => OperatingSystem.IsMacOS() ? 67 : 1030;

    public static nuint GetWindowSize => OperatingSystem.IsMacOS() ? 0x40087468u : 0x5413u;

    public static nuint SetWindowSize => OperatingSystem.IsMacOS() ? 0x80087467u : 0x5414u;

    public static int ResourceOpenFiles => OperatingSystem.IsMacOS() ? 8 : 7;

    public static short SpawnSetSession => OperatingSystem.IsMacOS() ? (short)0x400 : (short)0x80;

    public static int WaitContinued => OperatingSystem.IsMacOS() ? 0x10 : 0x8;

    /// <summary>waitid: exited, stopped and continued children, left for <c>wait4</c> to take (WNOWAIT).</summary>
    public static int WaitIdPeek => OperatingSystem.IsMacOS() ? 0x4 | 0x8 | 0x10 | 0x20 : 0x4 | 0x2 | 0x8 | 0x1000000;

    /// <summary>Where <c>si_pid</c> stands in <c>siginfo_t</c> of a child's change of state.</summary>
    public static int SignalInfoPidOffset => OperatingSystem.IsMacOS() ? 12 : 16;

    /// <summary>Bytes in one unit of <c>ru_maxrss</c>.</summary>
    public static long MaxResidentUnitBytes => OperatingSystem.IsMacOS() ? 1 : 1024;

    /// <summary>
    /// On Apple's arm64 the variable arguments of <c>ioctl</c> and <c>fcntl</c> travel on the stack, which a plain
    /// P/Invoke signature does not do.
    /// </summary>
    public static bool VariadicOnStack =>
        OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
}
