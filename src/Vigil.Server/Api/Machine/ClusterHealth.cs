using System.Text.Json.Nodes;

namespace Vigil.Server.Api.Machine;

/// <summary>Health of a machine by its newest sample, judged by the inference document's thresholds.</summary>
internal static class ClusterHealth
{
    // The document's own thresholds.
    private const double HighCpuPercent = 80;
    private const double HighMemoryPercent = 85;
    private const double LowDiskGigabytes = 5;
    private const double CriticalMemoryPercent = 95;

    public static JsonObject Of(MachineReading? newest)
    {
        var checks = new JsonObject
        {
            ["cpu"] = Check(newest?.Totals.CpuPercent, value => value > HighCpuPercent ? "warning" : "healthy"),
            ["memory"] = Check(newest?.MemoryPercent, value => value > CriticalMemoryPercent ? "critical" : value > HighMemoryPercent ? "warning" : "healthy"),
            ["disk"] = Check(newest?.DiskFreeGigabytes, value => value < LowDiskGigabytes ? "warning" : "healthy"),
        };
        string[] states = [.. checks.Select(check => (string)check.Value!["status"]!)];
        return new JsonObject
        {
            ["overall_status"] = Array.Find(["critical", "warning", "healthy"], states.Contains) ?? "unknown",
            ["timestamp"] = newest?.UnixSeconds,
            ["checks"] = checks,
        };
    }

    private static JsonObject Check(double? value, Func<double, string> judge) => new() { ["status"] = value is { } known ? judge(known) : "unknown", ["value"] = value };
}
