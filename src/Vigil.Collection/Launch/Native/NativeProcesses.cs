using System.Runtime.InteropServices;

namespace Vigil.Collection.Launch.Native;

/// <summary>Waiting for children, signalling them, and what a process inherits.</summary>
internal static unsafe partial class NativeProcesses
{
    private const int AllChildren = 0;
    private const int BecomeSubreaper = 36;
    private const int SignalActionBytes = 256;
    private const nint IgnoreHandler = 1;

    /// <summary>
    /// Waits until some child has ended, stopped or continued, and leaves the news for <see cref="TryTake"/>: between
    /// the two calls the process id cannot be given to another process.
    /// </summary>
    /// <returns>The child; 0 when there is no news and <paramref name="wait"/> is false; -1 when there are no children.</returns>
    public static int PeekChild(bool wait)
    {
        byte* info = stackalloc byte[128];
        while (true)
        {
            new Span<byte>(info, 128).Clear();
            if (WaitIdNative(AllChildren, 0, info, Os.WaitIdPeek | (wait ? 0 : Os.WaitNoHang)) == 0)
            {
                return *(int*)(info + Os.SignalInfoPidOffset);
            }

            if (Marshal.GetLastPInvokeError() != Os.ErrorInterrupted)
            {
                return -1;
            }
        }
    }

    /// <summary>Takes the news of a child; false when there is none.</summary>
    public static bool TryTake(int child, out int status, out ResourceUsage usage)
    {
        fixed (int* statusTarget = &status)
        fixed (ResourceUsage* usageTarget = &usage)
        {
            int flags = Os.WaitNoHang | Os.WaitUntraced | Os.WaitContinued;
            return Wait4Native(child, statusTarget, flags, usageTarget) == child;
        }
    }

    /// <summary>Waits until one child has ended, and forgets it.</summary>
    public static void Await(int child)
    {
        ResourceUsage usage;
        int status;
        while (Wait4Native(child, &status, 0, &usage) < 0 && Marshal.GetLastPInvokeError() == Os.ErrorInterrupted)
        {
            // A signal came in between.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int target, int signal);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    public static partial int GetGroup();

    /// <summary>Orphaned descendants become children of this process (Linux), so that their end is seen.</summary>
    public static void AdoptOrphans()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(BecomeSubreaper, 1, 0, 0, 0);
        }
    }

    /// <summary>Whether this process ignores a signal. The handler is the first field of struct sigaction everywhere.</summary>
    public static bool IsIgnored(int signal)
    {
        byte* action = stackalloc byte[SignalActionBytes];
        return SignalActionNative(signal, null, action) == 0 && *(nint*)action == IgnoreHandler;
    }

    /// <summary>Gives a signal its default effect. The former state comes back for <see cref="RestoreAction"/>.</summary>
    public static byte[] SetDefaultAction(int signal)
    {
        // All zeroes is the default action, without flags, whatever the layout of the structure.
        byte* zeroes = stackalloc byte[SignalActionBytes];
        new Span<byte>(zeroes, SignalActionBytes).Clear();
        byte[] former = new byte[SignalActionBytes];
        fixed (byte* target = former)
        {
            _ = SignalActionNative(signal, zeroes, target);
        }

        return former;
    }

    public static void RestoreAction(int signal, byte[] former)
    {
        fixed (byte* action = former)
        {
            _ = SignalActionNative(signal, action, null);
        }
    }

    public static bool TryGetOpenFileLimit(out ResourceLimit limit)
    {
        fixed (ResourceLimit* target = &limit)
        {
            return GetLimitNative(Os.ResourceOpenFiles, target) == 0;
        }
    }

    public static void SetOpenFileLimit(ResourceLimit limit) => _ = SetLimitNative(Os.ResourceOpenFiles, &limit);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitIdNative(int kind, int id, byte* info, int options);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    private static partial int Wait4Native(int child, int* status, int options, ResourceUsage* usage);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    private static partial int SignalActionNative(int signal, byte* action, byte* former);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimitNative(int resource, ResourceLimit* limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimitNative(int resource, ResourceLimit* limit);
}
