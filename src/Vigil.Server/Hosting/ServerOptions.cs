using Vigil.Alerting.Settings;
using Vigil.Analysis.Rules;

namespace Vigil.Server.Hosting;

/// <summary>How the control room is served.</summary>
public sealed record ServerOptions
{
    /// <summary>Address to listen on; default 127.0.0.1. Any but a loopback address needs <see cref="TokenFile"/>.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port, 0 for any free one; default 7070.</summary>
    public int Port { get; init; } = 7070;

    /// <summary>The database, absolute.</summary>
    public required string Database { get; init; }

    /// <summary>File that holds tokens, one a line, each with a role before it; null for none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>PEM or PKCS #12 file of the certificate; null for plain HTTP.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Names that the server is called by besides its address, without ports; empty for none.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Requests that one client may make in a minute; 0 for any number. Default 12,000.</summary>
    public int RequestsPerMinute { get; init; } = 12_000;

    /// <summary>Whether this machine is recorded while the server runs.</summary>
    public bool Monitor { get; init; }

    /// <summary>Whether recommendations may be written to configuration files; default false: patches are shown alone.</summary>
    public bool AllowApply { get; init; }

    /// <summary>Thresholds of the rules; the defaults unless set.</summary>
    public RuleOptions Rules { get; init; } = RuleOptions.Default;

    /// <summary>Alerts and who is told of them; the rules that come with Vigil and nobody unless set.</summary>
    public AlertOptions Alerts { get; init; } = new();
}
