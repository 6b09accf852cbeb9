using System.Runtime.InteropServices;

namespace Vigil.Collection.Launch.Native;

/// <summary>
/// <c>posix_spawn</c>: the only way to start a program with a session, terminal and signals of our choosing without
/// <c>fork</c>, which the runtime's threads do not survive.
/// </summary>
internal static unsafe partial class NativeSpawn
{
    // Larger than posix_spawnattr_t and posix_spawn_file_actions_t (336 and 80 bytes with glibc, one pointer on macOS)
    // and than sigset_t (128 bytes; 4 on macOS).
    private const int OpaqueBytes = 512;
    private const int BlockNone = 0;
    private const ulong InternalSignals = 3ul << 31;

    /// <summary>Starts a program.</summary>
    /// <returns>0, or the error number.</returns>
    public static int Spawn(SpawnRequest request, out int processId)
    {
        byte* attributes = stackalloc byte[OpaqueBytes];
        byte* actions = stackalloc byte[OpaqueBytes];
        processId = 0;
        int error = AttributesInit(attributes);
        if (error != 0)
        {
            return error;
        }

        error = ActionsInit(actions);
        if (error == 0)
        {
            error = SetAttributes(attributes, request);
            error = error == 0 ? AddActions(actions, request) : error;
            error = error == 0 ? Start(attributes, actions, request, out processId) : error;
            _ = ActionsDestroy(actions);
        }

        _ = AttributesDestroy(attributes);
        return error;
    }

    private static int SetAttributes(byte* attributes, SpawnRequest request)
    {
        byte* signals = stackalloc byte[OpaqueBytes];

        // The mask of this thread is the one Vigil was started with: threads inherit it and the runtime blocks nothing.
        _ = ThreadMask(BlockNone, null, signals);
        int error = SetSignalMask(attributes, signals);

        _ = FillSet(signals);
        if (OperatingSystem.IsLinux())
        {
            // glibc leaves its two internal signals (32, 33) out of a full set, and then starts programs with them ignored.
            *(ulong*)signals |= InternalSignals;
        }

        foreach (int ignored in request.IgnoredSignals)
        {
            _ = RemoveFromSet(signals, ignored);
        }

        error = error == 0 ? SetSignalDefaults(attributes, signals) : error;
        short session = request.ControllingTerminal is null && !request.NewSession ? (short)0 : Os.SpawnSetSession;
        short flags = (short)(Os.SpawnSetSignalDefaults | Os.SpawnSetSignalMask | session);
        return error == 0 ? SetFlags(attributes, flags) : error;
    }

    private static int AddActions(byte* actions, SpawnRequest request)
    {
        int error = 0;
        if (request.ControllingTerminal is { } terminal)
        {
            // Opened by a session leader without one, a terminal becomes the controlling one.
            fixed (byte* path = terminal)
            {
                error = AddOpen(actions, 0, path, Os.OpenReadWrite, 0);
            }
        }

        foreach ((int from, int to) in request.Descriptors)
        {
            error = error == 0 ? AddDuplicate(actions, from, to) : error;
        }

        if (error == 0 && request.DiscardErrors)
        {
            fixed (byte* path = "/dev/null\0"u8)
            {
                error = AddOpen(actions, 2, path, Os.OpenWriteOnly, 0);
            }
        }

        if (error == 0 && request.WorkingDirectory is { } folder)
        {
            fixed (byte* path = (byte[])[.. folder, 0])
            {
                error = AddChangeDirectory(actions, path);
            }
        }

        return error;
    }

    private static int Start(byte* attributes, byte* actions, SpawnRequest request, out int processId)
    {
        using var arguments = new ByteStrings(request.Arguments);
        using var environment = new ByteStrings(request.Environment);
        fixed (byte* path = (byte[])[.. request.Path, 0])
        fixed (int* id = &processId)
        {
            return SpawnNative(id, path, actions, attributes, arguments.Pointer, environment.Pointer);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int SpawnNative(
        int* processId, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetSignalDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetSignalMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int ActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    private static partial int AddOpen(byte* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    private static partial int AddChangeDirectory(byte* actions, byte* path);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int FillSet(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigdelset")]
    private static partial int RemoveFromSet(byte* signals, int signal);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int ThreadMask(int how, byte* change, byte* current);
}
