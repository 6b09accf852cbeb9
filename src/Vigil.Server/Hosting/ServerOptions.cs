using Vigil.Alerting.Settings;
using Vigil.Analysis.Rules;
using Vigil.Collection.Monitoring;
using Vigil.Core.Maintenance;
using Vigil.Core.Operations;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;

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

    /// <summary>This process, as the records that the server itself makes name their recorder. Default: without the time of its start.</summary>
    public RecorderIdentity Recorder { get; init; } = new(Environment.MachineName, SqliteStoreOptions.ThisBoot, Environment.ProcessId, 0);

    /// <summary>File that holds tokens, one a line, each with a role before it; null for none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>PEM or PKCS #12 file of the certificate; null for plain HTTP.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Names that the server is called by besides its address, without ports; empty for none.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Requests that one client may make in a minute; 0 for any number. Default 12,000.</summary>
    public int RequestsPerMinute { get; init; } = 12_000;

    /// <summary>WebSockets open at once; default 500.</summary>
    public int MostSockets { get; init; } = 500;

    /// <summary>Receiver that everything which arrives by the OpenTelemetry protocol is sent on to; null for none.</summary>
    public Uri? Forward { get; init; }

    /// <summary>Headers for <see cref="Forward"/>, such as <c>Authorization</c>.</summary>
    public IReadOnlyDictionary<string, string> ForwardHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether this machine is recorded from the start; default false: an operator may begin later.</summary>
    public bool Monitor { get; init; }

    /// <summary>How this machine is recorded, when it is.</summary>
    public MachineMonitorOptions Monitoring { get; init; } = new();

    /// <summary>Whether recommendations may be written to configuration files; default false: patches are shown alone.</summary>
    public bool AllowApply { get; init; }

    /// <summary>Thresholds of the rules; the defaults unless set.</summary>
    public RuleOptions Rules { get; init; } = RuleOptions.Default;

    /// <summary>From where on operations are called slow or failing; the performance document's figures unless set.</summary>
    public OperationThresholds Operations { get; init; } = new();

    /// <summary>Service-level objectives; none by default.</summary>
    public IReadOnlyList<ServiceObjective> Objectives { get; init; } = [];

    /// <summary>How long what was recorded is kept; samples for 30 days unless set.</summary>
    public RetentionPolicy Retention { get; init; } = new();

    /// <summary>Alerts and who is told of them; the rules that come with Vigil and nobody unless set.</summary>
    public AlertOptions Alerts { get; init; } = new();
}
