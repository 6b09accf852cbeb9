using System.Buffers.Text;
using System.Security.Cryptography;

namespace Vigil.Server.Access;

/// <summary>Who has signed in by the page. Kept in memory: a restart signs everybody out.</summary>
internal sealed class Sessions(TimeProvider time)
{
    /// <summary>How long a session lasts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const int MostSessions = 1000;
    private const int IdBytes = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Role Role, DateTimeOffset Ends)> _sessions = [];

    /// <summary>Begins a session; its id is random and says nothing.</summary>
    public string Begin(Role role)
    {
        string id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            if (_sessions.Count >= MostSessions)
            {
                // The one that ends first makes room, ended or not.
                _sessions.Remove(_sessions.MinBy(session => session.Value.Ends).Key);
            }

            _sessions[id] = (role, now + Lifetime);
        }

        return id;
    }

    public Role? Find(string id)
    {
        lock (_lock)
        {
            return _sessions.TryGetValue(id, out (Role Role, DateTimeOffset Ends) session) && session.Ends > time.GetUtcNow() ? session.Role : null;
        }
    }

    public void End(string id)
    {
        lock (_lock)
        {
            _sessions.Remove(id);
        }
    }
}
