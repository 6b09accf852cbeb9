using System.Net;

namespace Vigil.Server.Access;

/// <summary>Who may come in, and by what name the server may be called.</summary>
internal sealed record AccessRules
{
    /// <summary>Address listened on.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Tokens; null when nobody needs one.</summary>
    public AccessTokens? Tokens { get; init; }

    /// <summary>Further names of this server, without ports.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Requests that a client may make in a minute; 0 for any number.</summary>
    public required int RequestsPerMinute { get; init; }

    /// <summary>
    /// Whether the server may be called so. A page of another site can make its own name point here, never a number: names
    /// need to be known, numbers must be the one that the request came to.
    /// </summary>
    public bool AllowsHost(string host, IPAddress? arrivedAt)
    {
        string name = host.TrimEnd('.').Trim('[', ']');
        if (Hosts.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!IPAddress.TryParse(name, out IPAddress? number))
        {
            return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        }

        return IPAddress.IsLoopback(number) || number.Equals(Address) || (arrivedAt is not null && number.Equals(arrivedAt.IsIPv4MappedToIPv6 ? arrivedAt.MapToIPv4() : arrivedAt));
    }
}
