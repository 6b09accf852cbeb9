using System.Text.Json.Nodes;
using Vigil.Operations.Health;
using Vigil.Server.Api.Machine;

namespace Vigil.Cli.Settings;

/// <summary>The section <c>health</c> of <c>vigil.yaml</c>: what <c>vigil serve</c> checks, by name.</summary>
internal static class HealthSettings
{
    /// <summary>The section's key.</summary>
    public const string Section = "health";

    private static readonly string[] s_kinds = ["http", "tcp", "grpc", "command", "process"];
    private static readonly string[] s_members = [.. s_kinds, "service", "device", "interval_seconds", "timeout_seconds", "warning", "critical", "failures", "of", "depends_on"];

    /// <summary>Reads it; each fault names its key.</summary>
    public static IReadOnlyList<HealthCheckSetting> Read(JsonObject section, string path, List<string> faults)
    {
        int before = faults.Count;
        var settings = new List<HealthCheckSetting>();
        foreach ((string name, NamedEntry entry) in NamedEntry.Of(section, path, Section, s_members, faults))
        {
            if (ReadOne(name, entry) is { } setting)
            {
                settings.Add(setting);
            }
        }

        if (faults.Count == before)
        {
            // Dependencies are looked at once all names are known.
            IEnumerable<HealthCheck> all = settings.Select(setting => setting.Apply(Bare(setting.Name))).Concat(MachineChecks.Names.Where(name => !settings.Any(setting => setting.Name == name)).Select(Bare));
            faults.AddRange(HealthMonitor.FaultsOf(all).Select(fault => $"{path}: {Section}.{fault}"));
        }

        return settings;
    }

    private static HealthCheckSetting? ReadOne(string name, NamedEntry entry)
    {
        string[] kinds = [.. s_kinds.Where(entry.Has)];
        bool isMachine = MachineChecks.Names.Contains(name);
        if (kinds.Length != (isMachine ? 0 : 1))
        {
            entry.Fault(null, isMachine ? $"checks this machine, and takes none of {string.Join(", ", s_kinds)}: give the check another name."
                : $"needs one of {string.Join(", ", s_kinds)}; without it only {string.Join(", ", MachineChecks.Names)} are checks, those of this machine.");
            return null;
        }

        string? kind = kinds.FirstOrDefault();
        Uri? address = kind switch
        {
            "http" or "grpc" => entry.Address(kind, Uri.UriSchemeHttp, Uri.UriSchemeHttps),
            "tcp" => Port(entry),
            _ => null,
        };
        IReadOnlyList<string> words = kind is "command" or "process" ? entry.Texts(kind) : [];
        if (kind is "command" or "process" && (words.Count == 0 || words[0].Length == 0))
        {
            entry.Fault(kind, kind == "command" ? "must be a program, or a list of it and its arguments." : "must be the name of a program.");
        }

        if (kind != "grpc" && entry.Has("service"))
        {
            entry.Fault("service", "goes with grpc alone.");
        }

        var setting = new HealthCheckSetting
        {
            Name = name,
            Kind = kind,
            Address = address,
            Service = entry.Text("service") ?? "",
            Words = words,
            Device = entry.Text("device"),
            Interval = entry.Seconds("interval_seconds", 0.5, 86_400),
            Timeout = entry.Seconds("timeout_seconds", 0.1, 3600),
            Warning = entry.Number("warning", 0, 1e12),
            Critical = entry.Number("critical", 0, 1e12),
            Failures = entry.Integer("failures", 1, 100),
            Window = entry.Integer("of", 1, 100),
            DependsOn = entry.Texts("depends_on"),
        };
        if (setting.Window < (setting.Failures ?? 1))
        {
            entry.Fault("of", "must not be below failures.");
        }

        if (setting is { Warning: { } warning, Critical: { } critical } && (name == "disk" ? warning < critical : warning > critical))
        {
            entry.Fault("warning", $"must not be {(name == "disk" ? "below" : "above")} critical.");
        }

        return entry.IsSound ? setting : null;
    }

    private static Uri? Port(NamedEntry entry)
    {
        string text = entry.Text("tcp") ?? "";
        if (Uri.TryCreate("tcp://" + text, UriKind.Absolute, out Uri? address) && address.Port > 0 && address.PathAndQuery is "/" or "")
        {
            return address;
        }

        entry.Fault("tcp", $"must be host:port, not '{text}'.");
        return null;
    }

    private static HealthCheck Bare(string name) => new() { Name = name, Run = _ => ValueTask.FromResult(CheckResult.Healthy()) };
}
