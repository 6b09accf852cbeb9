using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Bench.Disk;
using Vigil.Bench.Measuring;
using Vigil.Bench.Recording;
using Vigil.Core.Maintenance;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Serve;

/// <summary>
/// Requests over HTTP, one after the other and eight at once, of Vigil and of a FastAPI server over the same data in plain rows, in
/// turn. Every window of series differs from the one before, so that nothing can be answered from what was answered.
/// </summary>
internal static class ServeBenchmark
{
    private const string Memory = "system::system.memory.usage.used";
    private const int AtOnce = 8;
    private static readonly TimeSpan s_share = TimeSpan.FromSeconds(2);

    /// <summary>Options: <c>--rounds 200 --hours 26 --runs 5000 --python /usr/bin/python3</c>.</summary>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        int rounds = options.Number("rounds", 200);
        int hours = options.Number("hours", 26);
        string folder = Directory.CreateTempSubdirectory("vigil-bench-").FullName;
        try
        {
            string database = Path.Combine(folder, "vigil.db");
            string plain = Path.Combine(folder, "plain.db");
            using var store = SqliteRunStore.Open(new SqliteStoreOptions { Path = database });
            string day = await ServedData.WriteAsync(store, hours, options.Number("runs", 5000));
            string log = store.FindRuns("log").Single().Start.Id;
            Console.WriteLine($"serve: {hours} h at 1 s, {store.ListRuns().Count:N0} runs, {rounds} rounds; {new FileInfo(database).Length / 1e6:F0} MB");
            await using LiveRun live = LiveRun.Begin(store, gpus: 1, processes: 4);
            live.Advance();
            using RoomProcess room = RoomProcess.Start(database);
            double end = store.FindRuns(day).Single().Outcome!.EndedAt;
            using var vigil = new HttpClient { BaseAddress = room.Address };
            await CopyAsync(vigil, store, day, log, plain);
            using PythonPeer? peer = PythonPeer.Start(options.Text("python", "/usr/bin/python3"), plain);
            using HttpClient? python = peer is null ? null : new HttpClient { BaseAddress = peer.Address };
            Question[] questions = Questions(day, log, end);
            PrintHead("before roll-ups", python is not null);
            foreach (Question question in questions)
            {
                await MeasureAsync(question, vigil, room.Pid, python, peer?.Pid ?? 0, rounds);
            }

            await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll);
            PrintHead("rolled up", python is not null);
            await MeasureAsync(questions[0], vigil, room.Pid, python, peer?.Pid ?? 0, rounds);
            PrintMemory("Vigil", room.Pid);
            if (peer is not null)
            {
                PrintMemory("FastAPI", peer.Pid);
            }

            Console.WriteLine();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Question[] Questions(string day, string log, double end) =>
    [
        new("24 h to 800 points", round =>
        {
            // No two windows alike, whichever client asks.
            double to = end - (round % 5000);
            string from = (to - 86_400).ToString(CultureInfo.InvariantCulture);
            return $"/api/v1/runs/{day}/series?series={Memory}&from={from}&since={from}&to={to.ToString(CultureInfo.InvariantCulture)}&points=800";
        }),
        new("list, 100 of 5,000", _ => "/api/v1/runs?limit=100"),
        new("one run", _ => $"/api/v1/runs/{day}"),
        new("log, last 200 lines", _ => $"/api/v1/runs/{log}/log?limit=200"),
        new("/metrics", _ => "/metrics"),
    ];

    private static async Task MeasureAsync(Question question, HttpClient vigil, int vigilPid, HttpClient? python, int pythonPid, int rounds)
    {
        List<double> ours = [];
        List<double> theirs = [];
        int number = 0;
        for (int i = 0; i < 30; i++)
        {
            await AskAsync(vigil, question, ++number);
        }

        for (int round = 0; round < rounds; round++)
        {
            ours.Add(await AskAsync(vigil, question, ++number));
            if (python is not null)
            {
                theirs.Add(await AskAsync(python, question, number));
            }
        }

        (double ourRate, double ourCpu) = await RateAsync(question, vigil, vigilPid, number);
        string line = $"  {question.Name,-22} {Statistics.Median(ours),7:F2} {Statistics.Quantile(ours, 0.99),7:F2} {ourRate,8:F0} {ourCpu,7:F2}";
        if (python is not null)
        {
            (double rate, double cpu) = await RateAsync(question, python, pythonPid, number);
            line += $" |{Statistics.Median(theirs),7:F2} {Statistics.Quantile(theirs, 0.99),7:F2} {rate,8:F0} {cpu,7:F2} |{Statistics.Median(theirs) / Statistics.Median(ours),6:F1} {ourRate / rate,6:F1} {cpu / ourCpu,6:F1}";
        }

        Console.WriteLine(line);
    }

    private static async Task<double> AskAsync(HttpClient client, Question question, int round)
    {
        long begun = TimeProvider.System.GetTimestamp();
        byte[] answer = await client.GetByteArrayAsync(new Uri(question.Address(round), UriKind.Relative));
        double milliseconds = TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
        return answer.Length > 100 ? milliseconds : throw new InvalidOperationException($"{question.Name}: an empty answer");
    }

    /// <summary>Answers a second with eight asking at once, and what each cost the server.</summary>
    private static async Task<(double PerSecond, double CpuMilliseconds)> RateAsync(Question question, HttpClient client, int pid, int number)
    {
        long answers = 0;
        long cpu = CpuClock.NanosecondsOf(pid) ?? 0;
        long begun = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (TimeProvider.System.GetElapsedTime(begun) < s_share)
            {
                await AskAsync(client, question, Interlocked.Increment(ref number));
                Interlocked.Increment(ref answers);
            }
        })));
        double seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        return (answers / seconds, ((CpuClock.NanosecondsOf(pid) ?? 0) - cpu) / 1e6 / answers);
    }

    // What Vigil answers becomes the rows that the peer answers from.
    private static async Task CopyAsync(HttpClient vigil, SqliteRunStore store, string day, string log, string plain)
    {
        ServedData.CopySamples(store, day, plain);
        var items = new List<JsonObject>();
        string? next = "";
        while (next is not null)
        {
            JsonNode page = await GetAsync(vigil, "/api/v1/runs?limit=1000" + (next.Length > 0 ? "&after=" + Uri.EscapeDataString(next) : ""));
            items.AddRange(page["runs"]!.AsArray().Select(item => item!.AsObject()));
            next = (string?)page["next"];
        }

        ServedData.CopyItems(plain, "runs", items);
        ServedData.CopyItems(plain, "details", [(await GetAsync(vigil, $"/api/v1/runs/{day}")).AsObject()]);
        var lines = new List<JsonObject>();
        for (long line = 1; ;)
        {
            JsonNode page = await GetAsync(vigil, $"/api/v1/runs/{log}/log?limit=1000&line={line}");
            lines.AddRange(page["lines"]!.AsArray().Select(one => one!.AsObject()));
            if (!page["more_after"]!.GetValue<bool>())
            {
                break;
            }

            line = page["last_line"]!.GetValue<long>() + 1;
        }

        ServedData.CopyItems(plain, "log", lines);
        string metrics = await vigil.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        ServedData.CopyItems(plain, "metrics", [.. metrics.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(MetricRow)]);
    }

    private static JsonObject MetricRow(string line)
    {
        int space = line.LastIndexOf(' ');
        return line.StartsWith('#')
            ? new JsonObject { ["name"] = line, ["value"] = null }
            : new JsonObject { ["name"] = line[..space], ["value"] = line[(space + 1)..] };
    }

    private static async Task<JsonNode> GetAsync(HttpClient client, string address) =>
        JsonNode.Parse(await client.GetStringAsync(new Uri(address, UriKind.Relative)))!;

    private static void PrintHead(string state, bool compared)
    {
        Console.WriteLine();
        Console.WriteLine($"  {state,-22} {"p50 ms",7} {"p99 ms",7} {"1/s",8} {"CPU ms",7}" + (compared ? $" | FastAPI: p50, p99, 1/s, CPU ms | ratio of p50, 1/s, CPU" : ""));
    }

    private static void PrintMemory(string name, int pid)
    {
        MemoryUse? memory = MemoryUse.Of(pid);
        Console.WriteLine($"  {name,-8} {memory?.AnonymousMegabytes:F0} MB of its own, {memory?.ResidentMegabytes:F0} MB resident, {memory?.PeakMegabytes:F0} MB at most");
    }

    private sealed record Question(string Name, Func<int, string> Address);
}
