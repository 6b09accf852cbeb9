using Vigil.Server.Api;

namespace Vigil.Server.Live;

/// <summary>How many WebSockets may be open at once: each costs memory for as long as its client likes.</summary>
internal sealed class SocketPlaces(ServerFacts server)
{
    private int _taken;

    /// <summary>Takes a place; false when there is none.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= server.MostSockets)
        {
            return true;
        }

        GiveBack();
        return false;
    }

    public void GiveBack() => Interlocked.Decrement(ref _taken);
}
