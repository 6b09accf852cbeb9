using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Soak;

/// <summary>A service that exports its gauges, waits when it is asked to, and now and then hangs up in the middle of a request.</summary>
internal sealed class OtlpClient(HttpClient client, SoakOutcome outcome, string service, Random random)
{
    private const int Series = 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    // Instants of which each series has a point that was accepted.
    private readonly List<long> _accepted = [];

    /// <summary>Exports until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        long time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        while (!stop.IsCancellationRequested)
        {
            // As far apart as it likes, but no two alike.
            time += random.Next(1, 200);
            using var content = new StringContent(Body(time), Encoding.UTF8, "application/json");
            using var death = new CancellationTokenSource();
            if (random.Next(10) == 0)
            {
                outcome.CountDeath();
                death.CancelAfter(TimeSpan.FromMilliseconds(random.Next(1, 4)));
            }

            try
            {
                using HttpResponseMessage answer = await client.PostAsync(new Uri("/v1/metrics", UriKind.Relative), content, death.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    _accepted.Add(time);
                    outcome.CountPoints(Series);
                }
                else
                {
                    outcome.CountRefusal();
                }
            }
            catch (OperationCanceledException)
            {
                // Taken or not: nobody told, so either is right.
            }

            await Task.Delay(s_pause, CancellationToken.None);
        }
    }

    /// <summary>Reports what was accepted and is not there.</summary>
    public void Check(SqliteRunStore store)
    {
        RunRecord[] records = [.. store.ListRuns(kind: RunKind.Service).Where(run => run.Start.Name == service)];
        var stored = new Dictionary<string, HashSet<long>>();
        foreach (RunRecord record in records)
        {
            foreach (StoredSubject subject in store.ReadSubjects(record.Start.Id))
            {
                if (!stored.TryGetValue(subject.Key, out HashSet<long>? times))
                {
                    stored[subject.Key] = times = [];
                }

                times.UnionWith(store.ReadSeries(record.Start.Id, subject.Id).UnixMilliseconds);
            }
        }

        if (_accepted.Count > 0 && stored.Count < Series)
        {
            outcome.Report($"{service}: {stored.Count} of {Series} series in {records.Length} records");
        }

        foreach ((string key, HashSet<long> times) in stored)
        {
            int lost = _accepted.Count(time => !times.Contains(time));
            if (lost > 0)
            {
                outcome.Report($"{service}, {key}: {lost} of {_accepted.Count} accepted points are missing");
            }
        }
    }

    private string Body(long unixMilliseconds)
    {
        string nanoseconds = (unixMilliseconds * 1_000_000).ToString(CultureInfo.InvariantCulture);
        var points = new JsonArray([.. Enumerable.Range(0, Series).Select(i => (JsonNode)new JsonObject
        {
            ["timeUnixNano"] = nanoseconds,
            ["asDouble"] = random.NextDouble(),
            ["attributes"] = new JsonArray(Pair("lane", $"{i}")),
        })]);
        return new JsonObject
        {
            ["resourceMetrics"] = new JsonArray(new JsonObject
            {
                ["resource"] = new JsonObject { ["attributes"] = new JsonArray(Pair("service.name", service)) },
                ["scopeMetrics"] = new JsonArray(new JsonObject
                {
                    ["metrics"] = new JsonArray(new JsonObject { ["name"] = "soak.level", ["unit"] = "1", ["gauge"] = new JsonObject { ["dataPoints"] = points } }),
                }),
            }),
        }.ToJsonString();
    }

    private static JsonObject Pair(string name, string value) => new() { ["key"] = name, ["value"] = new JsonObject { ["stringValue"] = value } };
}
