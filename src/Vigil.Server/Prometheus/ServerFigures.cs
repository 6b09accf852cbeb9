using Vigil.Server.Api;
using Vigil.Server.Live;

namespace Vigil.Server.Prometheus;

/// <summary>Vigil on itself, in the names that Prometheus' own clients use for processes.</summary>
internal sealed class ServerFigures(ServerFacts server, StoreWatcher watcher, TimeProvider time)
{
    private static readonly Family s_build = new("vigil_build_info", FamilyType.Gauge, "Version of this Vigil");
    private static readonly Family s_cpu = new("process_cpu_seconds_total", FamilyType.Counter, "CPU time of this server", "seconds");
    private static readonly Family s_memory = new("process_resident_memory_bytes", FamilyType.Gauge, "Resident memory of this server", "bytes");
    private static readonly Family s_start = new("process_start_time_seconds", FamilyType.Gauge, "When this server started, Unix time", "seconds");
    private static readonly Family s_database = new("vigil_database_bytes", FamilyType.Gauge, "Size of the database with its log", "bytes");
    private static readonly Family s_subscriptions = new("vigil_live_subscriptions", FamilyType.Gauge, "What open pages and other followers are subscribed to");
    private static readonly Family s_dropped = new("vigil_live_subscriptions_dropped_total", FamilyType.Counter, "Subscriptions given up because their follower did not read");

    private readonly double _started = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    public void Fill(MetricsPage page)
    {
        page.Add(s_build, 1, ("version", server.Version));
        page.Add(s_cpu, Environment.CpuUsage.TotalTime.TotalSeconds);
        page.Add(s_memory, Environment.WorkingSet);
        page.Add(s_start, _started);
        page.Add(s_database, server.DatabaseBytes);
        page.Add(s_subscriptions, watcher.Subscriptions);
        page.Add(s_dropped, watcher.DroppedSubscriptions);
    }
}
