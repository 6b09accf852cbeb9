using Vigil.Core.Live;
using Vigil.Core.Runs;

namespace Vigil.Server.Live;

/// <summary>What one client follows: a run, the list of runs, or this machine.</summary>
/// <param name="topic"><c>runs</c>, <c>run</c> or <c>devices</c>.</param>
/// <param name="id">The run as the client called it; null for the others.</param>
/// <param name="outbox">Where its messages go.</param>
internal sealed class Subscription(string topic, string? id, Outbox outbox)
{
    public string Topic { get; } = topic;

    /// <summary>The run in the client's words, which are repeated in every message.</summary>
    public string? Id { get; } = id;

    /// <summary>The run's own id.</summary>
    public string RunId { get; init; } = "";

    /// <summary>How far it was told. Belongs to the watcher once added.</summary>
    public RunCursor Cursor { get; set; }

    /// <summary>How far it was told of this machine. Belongs to the watcher once added.</summary>
    public DevicesCursor Devices { get; set; }

    /// <summary>State of the run that it was told.</summary>
    public RunState State { get; set; }

    /// <summary>Version of the store that it was told of; null when there is more to tell in any case.</summary>
    public long? Version { get; set; }

    /// <summary>Sends a change; false when the client fell behind: it was told, and hears no more.</summary>
    public bool TrySend(byte[] change)
    {
        if (outbox.TryPost(change))
        {
            return true;
        }

        outbox.PostNotice(LiveMessages.Dropped(Topic, Id));
        return false;
    }
}
