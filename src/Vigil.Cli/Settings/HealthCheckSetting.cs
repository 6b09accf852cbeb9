using System.Net;
using Vigil.Operations.Health;

namespace Vigil.Cli.Settings;

/// <summary>A check as <c>vigil.yaml</c> has it. What is null is as the check has it by itself.</summary>
internal sealed record HealthCheckSetting
{
    // One for all: a check must see whether a new connection is taken, so none is kept for long.
    private static readonly Lazy<HttpClient> s_client = new(() => new HttpClient(new SocketsHttpHandler
    {
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
        AutomaticDecompression = DecompressionMethods.None,
        AllowAutoRedirect = false,
    }) { Timeout = System.Threading.Timeout.InfiniteTimeSpan });

    public required string Name { get; init; }

    /// <summary><c>http</c>, <c>tcp</c>, <c>grpc</c>, <c>command</c> or <c>process</c>; null for a check of this machine.</summary>
    public string? Kind { get; init; }

    public Uri? Address { get; init; }

    public string Service { get; init; } = "";

    public IReadOnlyList<string> Words { get; init; } = [];

    public string? Device { get; init; }

    public TimeSpan? Interval { get; init; }

    public TimeSpan? Timeout { get; init; }

    public double? Warning { get; init; }

    public double? Critical { get; init; }

    public int? Failures { get; init; }

    public int? Window { get; init; }

    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>The check, to be registered.</summary>
    public HealthCheck Create(TimeProvider time)
    {
        (string description, string unit, Func<CancellationToken, ValueTask<CheckResult>> run) = Kind switch
        {
            "http" => ($"GET {Address}", "ms", ServiceChecks.Http(Address!, s_client.Value, time)),
            "tcp" => ($"connects to {Address!.Authority}", "ms", ServiceChecks.Tcp(Address.Host, Address.Port, time)),
            "grpc" => ($"asks {Address} for the health of {(Service.Length == 0 ? "all of it" : Service)}", "ms", ServiceChecks.Grpc(Address!, Service, s_client.Value, time)),
            "command" => ($"runs {Words[0]}", "", ServiceChecks.Command(Words)),
            _ => ($"processes called {Words[0]}", "{process}", ServiceChecks.Processes(Words[0])),
        };
        return Apply(new HealthCheck { Name = Name, Description = description, Unit = unit, Run = run });
    }

    /// <summary>Lays what is set over a check.</summary>
    public HealthCheck Apply(HealthCheck check) => check with
    {
        Device = Device ?? check.Device,
        Interval = Interval ?? check.Interval,
        Timeout = Timeout ?? check.Timeout,
        Warning = Warning ?? check.Warning,
        Critical = Critical ?? check.Critical,
        Failures = Failures ?? check.Failures,
        Window = Math.Max(Window ?? check.Window, Failures ?? check.Failures),
        DependsOn = DependsOn,
    };
}
