using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Launch;

/// <summary>
/// Looks after output that descendants may still write after the program has ended: <c>sh -c 'server &amp;'</c>
/// returns at once, and the server goes on writing. Closing our end would kill it with SIGPIPE, waiting would hold the
/// shell; so a plain <c>cat</c> takes Vigil's place and ends with the last writer.
/// </summary>
/// <remarks>
/// What it carries is not recorded. On a terminal of its own the program was the session's leader, and the kernel sends
/// SIGHUP to its group when it ends, as at the end of an ssh session: descendants that should stay need nohup or setsid.
/// </remarks>
internal static class LeftoverRelay
{
    private static readonly byte[] s_cat = "cat"u8.ToArray();

    /// <summary>Hands a source over. Without a <c>cat</c> on PATH it is left to close with Vigil.</summary>
    /// <param name="source">Read end of the pipe, or master of the pseudo-terminal.</param>
    /// <param name="destination">Where its bytes go.</param>
    /// <returns>The process that carries them from here on; null for none.</returns>
    public static int? Start(int source, int destination)
    {
        List<byte[]> environment = NativeEnvironment.ReadEnvironment();
        if (CommandResolver.Resolve(s_cat, environment, folder: null, out byte[] file) is not null)
        {
            return null;
        }

        NativeDescriptors.SetNonBlocking(source, nonBlocking: false);
        int error = NativeSpawn.Spawn(
            new SpawnRequest
            {
                Path = file,
                Arguments = [s_cat],
                Environment = environment,
                Descriptors = [(source, 0), (destination, 1)],
                DiscardErrors = true,
                IgnoredSignals = [],
            },
            out int processId);
        return error == 0 ? processId : null;
    }
}
