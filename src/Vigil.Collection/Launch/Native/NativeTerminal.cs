using System.Runtime.InteropServices;

namespace Vigil.Collection.Launch.Native;

/// <summary>Terminals and pseudo-terminals.</summary>
internal static unsafe partial class NativeTerminal
{
    /// <summary>At once, what is still to be written left as it is.</summary>
    private const int Now = 0;

    public static bool TryGetAttributes(int terminal, ref TerminalAttributes attributes)
    {
        fixed (TerminalAttributes* target = &attributes)
        {
            return GetAttributesNative(terminal, target) == 0;
        }
    }

    public static bool TrySetAttributes(int terminal, TerminalAttributes attributes)
    {
        // Interrupted when a signal arrives, which leaves the old modes in force.
        for (int attempt = 0; attempt < 10; attempt++)
        {
            if (SetAttributesNative(terminal, Now, &attributes) == 0)
            {
                return true;
            }

            if (Marshal.GetLastPInvokeError() != Os.ErrorInterrupted)
            {
                return false;
            }
        }

        return false;
    }

    public static void MakeRaw(ref TerminalAttributes attributes)
    {
        fixed (TerminalAttributes* target = &attributes)
        {
            MakeRawNative(target);
        }
    }

    public static bool TryGetWindowSize(int terminal, out WindowSize size)
    {
        fixed (WindowSize* target = &size)
        {
            return Ioctl(terminal, Os.GetWindowSize, target) == 0;
        }
    }

    public static bool TrySetWindowSize(int terminal, WindowSize size) =>
        Ioctl(terminal, Os.SetWindowSize, &size) == 0;

    /// <summary>The group in the foreground of a terminal; -1 when the terminal is not the caller's own.</summary>
    [LibraryImport("libc", EntryPoint = "tcgetpgrp", SetLastError = true)]
    public static partial int GetForegroundGroup(int terminal);

    /// <summary>
    /// Makes a pseudo-terminal. Both ends close on exec and neither becomes the controlling terminal of the caller.
    /// </summary>
    public static bool TryOpenPair(out int master, out int slave, out byte[] slavePath)
    {
        slave = -1;
        slavePath = [];
        int flags = Os.OpenReadWrite | Os.OpenNoControllingTerminal | (OperatingSystem.IsMacOS() ? 0 : Os.OpenCloseOnExec);
        master = NativeDescriptors.AboveStandard(OpenMaster(flags));
        if (master < 0)
        {
            return false;
        }

        NativeDescriptors.SetCloseOnExec(master);
        byte* name = stackalloc byte[256];
        if (Grant(master) == 0 && Unlock(master) == 0 && SlaveName(master, name, 256) == 0)
        {
            int length = new ReadOnlySpan<byte>(name, 256).IndexOf((byte)0) + 1;
            slavePath = new ReadOnlySpan<byte>(name, length).ToArray();
            slave = NativeDescriptors.Open(slavePath, Os.OpenReadWrite | Os.OpenNoControllingTerminal);
        }

        if (slave < 0)
        {
            NativeDescriptors.Close(master);
            master = -1;
            return false;
        }

        return true;
    }

    private static int Ioctl(int descriptor, nuint request, void* argument) => Os.VariadicOnStack
        ? IoctlOnStack(descriptor, request, 0, 0, 0, 0, 0, 0, argument)
        : IoctlNative(descriptor, request, argument);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetAttributesNative(int terminal, TerminalAttributes* attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributesNative(int terminal, int when, TerminalAttributes* attributes);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRawNative(TerminalAttributes* attributes);

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(int master);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(int master);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static partial int SlaveName(int master, byte* name, nuint length);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoctlNative(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoctlOnStack(
        int descriptor, nuint request, nint r2, nint r3, nint r4, nint r5, nint r6, nint r7, void* argument);
}
