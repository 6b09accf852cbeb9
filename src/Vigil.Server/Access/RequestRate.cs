using System.Net;

namespace Vigil.Server.Access;

/// <summary>Counts requests of each client within fixed windows.</summary>
/// <param name="most">Requests that a client may make within a window; 0 for any number.</param>
/// <param name="window">Length of a window.</param>
/// <param name="time">The clock.</param>
internal sealed class RequestRate(int most, TimeSpan window, TimeProvider time)
{
    // Beyond so many clients the rest share one count, so that memory stays bounded.
    private const int MostClients = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _counts = [];
    private long _began = time.GetTimestamp();

    /// <summary>Counts a request; how long to wait when it is one too many, else null.</summary>
    public TimeSpan? Refuse(IPAddress client) => Check(client, 1);

    /// <summary>How long to wait when nothing more is allowed, else null. Counts nothing.</summary>
    public TimeSpan? IsSpent(IPAddress client) => Check(client, 0);

    private TimeSpan? Check(IPAddress client, int requests)
    {
        if (most == 0)
        {
            return null;
        }

        IPAddress key = client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
        lock (_lock)
        {
            TimeSpan passed = time.GetElapsedTime(_began);
            if (passed >= window)
            {
                _counts.Clear();
                _began = time.GetTimestamp();
                passed = TimeSpan.Zero;
            }

            if (!_counts.ContainsKey(key) && _counts.Count >= MostClients)
            {
                key = IPAddress.None;
            }

            int count = _counts.GetValueOrDefault(key) + requests;
            _counts[key] = Math.Min(count, most + 1);
            return count + (1 - requests) > most ? window - passed : null;
        }
    }
}
