using Vigil.Bench.Serve;
using Vigil.Core.Maintenance;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Soak;

/// <summary>
/// Everything at once against one control room: recorders that come and go, OpenTelemetry clients and WebSocket clients that die at
/// random, scrapers, and maintenance. Each remembers what it was told was accepted; in the end the store is asked for it.
/// </summary>
/// <param name="address">The control room.</param>
/// <param name="store">Its store, opened here as well: recorders are processes of their own.</param>
/// <param name="seed">Where the randomness starts.</param>
internal sealed class SoakLoad(Uri address, SqliteRunStore store, int seed)
{
    private const int Recorders = 3;
    private const int Exporters = 3;
    private const int Watchers = 12;
    private static readonly TimeSpan s_betweenSamples = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_betweenScrapes = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_betweenMaintenance = TimeSpan.FromSeconds(2);

    private readonly SoakOutcome _outcome = new();
    private readonly List<(string Run, int Samples)> _recorded = [];
    private readonly List<OtlpClient> _exporters = [];
    private volatile string? _newest;

    /// <summary>Goes on until the token ends it.</summary>
    public async Task<SoakOutcome> RunAsync(CancellationToken stop)
    {
        var parts = new List<Task>();
        for (int i = 0; i < Recorders; i++)
        {
            var random = new Random(seed + i);
            parts.Add(Task.Run(() => RecordAsync(random, stop), CancellationToken.None));
        }

        using var client = new HttpClient { BaseAddress = address };
        for (int i = 0; i < Exporters; i++)
        {
            var exporter = new OtlpClient(client, _outcome, $"soak-{i}", new Random(seed + 100 + i));
            _exporters.Add(exporter);
            parts.Add(Task.Run(() => exporter.RunAsync(stop), CancellationToken.None));
        }

        for (int i = 0; i < Watchers; i++)
        {
            var watcher = new SocketClient(address, () => _newest, _outcome, new Random(seed + 200 + i));
            parts.Add(Task.Run(() => watcher.RunAsync(stop), CancellationToken.None));
        }

        parts.Add(Task.Run(() => ScrapeAsync(client, stop), CancellationToken.None));
        parts.Add(Task.Run(() => MaintainAsync(stop), CancellationToken.None));
        await Task.WhenAll(parts);
        return _outcome;
    }

    /// <summary>Asks the store for everything that was accepted; called once the server has stopped, so that nothing is on its way.</summary>
    public void Check()
    {
        foreach ((string run, int samples) in _recorded)
        {
            int totals = store.ReadTotals(run).Count();
            int steps = store.ReadSteps(run).Count();
            foreach (StoredSubject subject in store.ReadSubjects(run))
            {
                int rows = store.ReadSeries(run, subject.Id).UnixMilliseconds.Length;
                if (rows != samples)
                {
                    _outcome.Report($"run {run}, {subject.Kind} {subject.Key}: {rows} of {samples} rows");
                }
            }

            if (totals != samples || steps != samples)
            {
                _outcome.Report($"run {run}: {totals} totals and {steps} steps of {samples}");
            }
        }

        foreach (OtlpClient exporter in _exporters)
        {
            exporter.Check(store);
        }
    }

    private async Task RecordAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await using LiveRun run = LiveRun.Begin(store, gpus: 1, processes: 3);
            _newest = run.Id;
            int length = random.Next(30, 300);
            while (run.Samples < length && !stop.IsCancellationRequested)
            {
                run.Advance();
                _outcome.CountSample();
                await Task.Delay(s_betweenSamples, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            bool taken = await run.EndAsync();
            WriterStatistics statistics = run.Writer.Statistics;
            if (!taken || statistics.DroppedSamples + statistics.DroppedSteps > 0)
            {
                // Said, and so no silent loss; but this load is far below what a store takes.
                _outcome.Report($"run {run.Id} was not taken whole: {statistics}");
                continue;
            }

            lock (_recorded)
            {
                _recorded.Add((run.Id, run.Samples));
            }
        }
    }

    private async Task ScrapeAsync(HttpClient client, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (string path in (string[])["/metrics", "/api/v1/runs", "/api/v1/runs/last", "/api/v1/runs/last/series?series=system::system.memory.usage.used", "/api/v1/performance/dashboard"])
            {
                // A run may just begin, so that there is no 'last' for a moment; nothing may fail on the server's side.
                using HttpResponseMessage answer = await client.GetAsync(new Uri(path, UriKind.Relative), CancellationToken.None);
                if ((int)answer.StatusCode >= 500)
                {
                    _outcome.Report($"{path} was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
                }

                _outcome.CountAnswer();
            }

            await Task.Delay(s_betweenScrapes, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task MaintainAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll, stop);
                await Task.Delay(s_betweenMaintenance, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
