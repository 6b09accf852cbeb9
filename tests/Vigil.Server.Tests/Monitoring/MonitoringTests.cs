using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Collection.Monitoring;
using Vigil.Collection.Sampling;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Server.Hosting;
using Vigil.Server.Tests.Support;
using Vigil.Storage.Sqlite;

namespace Vigil.Server.Tests.Monitoring;

/// <summary>The machine recorded by the server, from what an invented machine reads.</summary>
public sealed class MonitoringTests : IAsyncLifetime
{
    private static readonly TimeSpan s_generous = TimeSpan.FromSeconds(60);

    private readonly ControlRoomFixture _room = new()
    {
        Configure = options => options with { Monitoring = Invented },
    };

    private static MachineMonitorOptions Invented => new()
    {
        Recorder = new RecorderOptions { SampleIntervalSeconds = 0.1 },
        Collectors = (_, _) => [new InventedMachine()],
    };

    public Task InitializeAsync() => _room.InitializeAsync();

    public Task DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task Nothing_is_recorded_until_somebody_says_so()
    {
        JsonNode status = await _room.GetAsync("/api/v1/monitoring");

        ((string)status["state"]!).ShouldBe("off");
        ((int)status["records"]!).ShouldBe(0);
        ((string?)(await _room.GetAsync("/api/v1/machine"))["run_id"]).ShouldBe(InventedRun.Failed);
    }

    [Fact]
    public async Task Started_it_answers_with_the_machine_its_series_its_processes_and_the_documents_figures()
    {
        JsonNode started = await _room.SendAsync(HttpMethod.Post, "/api/v1/monitoring/start", "{}");
        ((string)started["state"]!).ShouldBe("recording");
        string id = (string)started["run_id"]!;

        JsonNode machine = await WhenAsync("/api/v1/machine", answer => (string?)answer["run_id"] == id && answer["cpu"]?["utilization_percent"] is not null);
        ((string)machine["source"]!).ShouldBe("monitor");
        ((double)machine["memory"]!["used_bytes"]!).ShouldBe(InventedMachine.MemoryUsed);
        ((double)machine["cpu"]!["utilization_percent"]!).ShouldBeInRange(0, 100);
        ((double)machine["file_systems"]![0]!["free_bytes"]!).ShouldBe(InventedMachine.Free);

        JsonNode series = await WhenAsync("/api/v1/machine/series?series=system::system.memory.usage.used&points=10", answer => answer["series"]!.AsArray().Count == 1);
        series["series"]![0]!["mean"]!.AsArray().ShouldContain(value => value != null && (double)value == InventedMachine.MemoryUsed);

        ((string)(await _room.GetAsync("/api/v1/machine/processes?order=memory"))["processes"]![0]!["name"]!).ShouldBe("trainer");
        ((string)(await _room.GetAsync("/api/v1/performance/resources/current"))["run_id"]!).ShouldBe(id);
        ((string)(await _room.GetAsync("/api/devices"))["devices"]![0]!["run_id"]!).ShouldBe(id);
        (await _room.GetAsync("/api/v1/runs"))["runs"]!.AsArray().ShouldNotContain(run => (string)run!["id"]! == id);
    }

    [Fact]
    public async Task A_full_disk_is_found_while_it_is_watched()
    {
        string id = (string)(await _room.SendAsync(HttpMethod.Post, "/api/v1/monitoring/start", "{}"))["run_id"]!;

        JsonNode findings = await WhenAsync("/api/v1/machine/findings", answer => (string?)answer["run_id"] == id && answer["findings"]!.AsArray().Count > 0);

        findings["findings"]!.AsArray().ShouldContain(finding => (string)finding!["rule"]! == "VIG060");
    }

    [Fact]
    public async Task Its_history_joins_the_records_before_and_after_a_stop_and_can_be_cleared()
    {
        string first = (string)(await _room.SendAsync(HttpMethod.Post, "/api/v1/monitoring/start", "{}"))["run_id"]!;
        await WhenAsync("/api/v1/machine", answer => (string?)answer["run_id"] == first && answer["at"] is not null);
        ((string)(await _room.SendAsync(HttpMethod.Post, "/api/v1/monitoring/stop", "{}"))["state"]!).ShouldBe("off");
        string second = (string)(await _room.SendAsync(HttpMethod.Post, "/api/v1/monitoring/start?interval=0.2", "{}"))["run_id"]!;
        second.ShouldNotBe(first);
        JsonNode machine = await WhenAsync("/api/v1/machine", answer => (string?)answer["run_id"] == second && answer["at"] is not null);
        ((double)machine["interval_seconds"]!).ShouldBe(0.2);

        double from = _room.Store.ListRuns(kind: RunKind.Monitor).Min(record => record.Start.StartedAt);
        double between = _room.Store.ListRuns(kind: RunKind.Monitor).Max(record => record.Start.StartedAt);
        JsonNode series = await _room.GetAsync(FormattableString.Invariant($"/api/v1/machine/series?series=system::system.memory.usage.used&points=500&from={from}&to={(double)machine["at"]!}"));
        JsonNode line = series["series"]!.AsArray().ShouldHaveSingleItem()!;
        double[] known = [.. series["t"]!.AsArray().Zip(line["mean"]!.AsArray()).Where(pair => pair.Second is not null).Select(pair => (double)pair.First! / 1000)];
        known.ShouldContain(at => at < between);
        known.ShouldContain(at => at >= between - 0.01);

        ((int)(await _room.SendAsync(HttpMethod.Delete, "/api/v1/monitoring/history", ""))["deleted"]!).ShouldBe(2);
        JsonNode status = await _room.GetAsync("/api/v1/monitoring");
        ((int)status["records"]!).ShouldBe(1);
        ((string)status["run_id"]!).ShouldNotBe(second);
    }

    [Fact]
    public async Task Of_two_servers_over_one_database_one_records()
    {
        string id = (string)(await _room.SendAsync(HttpMethod.Post, "/api/v1/monitoring/start", "{}"))["run_id"]!;
        using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = _room.Store.Path });
        await using ControlRoom other = ControlRoom.Create(new ServerOptions { Port = 0, Database = store.Path, Monitoring = Invented }, store, TimeProvider.System);
        await other.StartAsync(CancellationToken.None);
        using var client = new HttpClient { BaseAddress = other.Address };

        using HttpResponseMessage response = await client.PostAsync(new Uri("/api/v1/monitoring/start", UriKind.Relative), new StringContent("{}", Encoding.UTF8, "application/json"));
        JsonNode status = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        ((string)status["state"]!).ShouldBe("elsewhere");
        ((string)status["run_id"]!).ShouldBe(id);
        ((bool)status["wanted"]!).ShouldBeTrue();
        await other.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Those_who_follow_devices_hear_of_every_sample_once()
    {
        await _room.SendAsync(HttpMethod.Post, "/api/v1/monitoring/start", "{}");
        using ClientWebSocket socket = await ConnectAsync();
        await SendAsync(socket, """{"type":"subscribe","topic":"devices"}""");
        JsonNode message = await ReceiveAsync(socket);
        ((string)message["type"]!).ShouldBe("snapshot");

        var times = new List<long>();
        string cursor = (string)message["cursor"]!;
        while (times.Count < 5)
        {
            message = await ReceiveAsync(socket);
            ((string)message["type"]!).ShouldBe("change");
            times.AddRange(message["t"]!.AsArray().Select(at => (long)at!));
            cursor = (string)message["cursor"]!;
        }

        ((double)message["machine"]!["memory"]!["used_bytes"]!).ShouldBe(InventedMachine.MemoryUsed);
        using ClientWebSocket again = await ConnectAsync();
        await SendAsync(again, new JsonObject { ["type"] = "subscribe", ["topic"] = "devices", ["cursor"] = cursor }.ToJsonString());
        times.AddRange((await ReceiveAsync(again))["t"]!.AsArray().Select(at => (long)at!));
        times.ShouldBe(times.Distinct().Order());
    }

    [Theory]
    [InlineData("/api/v1/machine/series")]
    [InlineData("/api/v1/machine/series?series=colour")]
    [InlineData("/api/v1/machine/series?series=system::system.memory.usage.used&points=0")]
    [InlineData("/api/v1/machine/series?series=system::system.memory.usage.used&from=2&to=1")]
    [InlineData("/api/v1/machine/processes?order=colour")]
    [InlineData("/api/v1/machine/processes?limit=0")]
    [InlineData("/api/v1/machine/findings?window=0")]
    public async Task What_makes_no_sense_is_refused(string address) => await _room.GetAsync(address, HttpStatusCode.BadRequest);

    [Fact]
    public async Task An_impossible_interval_is_refused() =>
        await _room.SendAsync(HttpMethod.Post, "/api/v1/monitoring/start?interval=0", "{}", HttpStatusCode.BadRequest);

    private async Task<JsonNode> WhenAsync(string address, Func<JsonNode, bool> isThere)
    {
        using var deadline = new CancellationTokenSource(s_generous);
        while (true)
        {
            JsonNode answer = await _room.GetAsync(address);
            if (isThere(answer))
            {
                return answer;
            }

            deadline.IsCancellationRequested.ShouldBeFalse(answer.ToJsonString());
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        using var deadline = new CancellationTokenSource(s_generous);
        await socket.ConnectAsync(new Uri($"ws://{_room.Address.Authority}/ws"), deadline.Token);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket)
    {
        using var deadline = new CancellationTokenSource(s_generous);
        byte[] buffer = new byte[1 << 20];
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(length), deadline.Token);
            length += part.Count;
            if (part.EndOfMessage)
            {
                return JsonNode.Parse(buffer.AsSpan(0, length))!;
            }
        }
    }

    /// <summary>A machine of four cores, half busy, with a disk that is nearly full and one process.</summary>
    private sealed class InventedMachine : ICollector
    {
        public const double MemoryUsed = 6L << 30;
        public const double Free = 100L << 20;

        private readonly Subject _machine = new(SubjectKind.System, "system");
        private readonly Subject _disk = new(SubjectKind.FileSystem, "/data", new Dictionary<string, string> { [SubjectAttributes.Path] = "/data" });
        private readonly Subject _process = new(SubjectKind.Process, "7:1", new Dictionary<string, string> { [SubjectAttributes.Pid] = "7", [SubjectAttributes.Name] = "trainer", [SubjectAttributes.Role] = ProcessRoles.Other });

        public string Name => "invented";

        public CollectResult Collect(SampleFrame frame)
        {
            if (frame.Sequence == 1)
            {
                frame.Add(_machine);
                frame.Add(_disk);
                frame.Add(_process);
            }

            long ticks = frame.UnixMilliseconds / 10;
            _machine.Values[SystemMetrics.CpuUser.Index] = ticks * 2;
            _machine.Values[SystemMetrics.CpuSystem.Index] = 0;
            _machine.Values[SystemMetrics.CpuIdle.Index] = ticks * 2;
            _machine.Values[SystemMetrics.CpuCount.Index] = 4;
            _machine.Values[SystemMetrics.MemoryTotal.Index] = 16L << 30;
            _machine.Values[SystemMetrics.MemoryUsed.Index] = (long)MemoryUsed;
            _disk.Values[FileSystemMetrics.Total.Index] = 100L << 30;
            _disk.Values[FileSystemMetrics.Available.Index] = (long)Free;
            _process.Values[ProcessMetrics.Resident.Index] = 1L << 30;
            return CollectResult.Ok;
        }

        public void Dispose()
        {
        }
    }
}
