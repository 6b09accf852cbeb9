using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Core.Training;
using Vigil.Server.Live;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Live;

public sealed class LiveApiTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    private static readonly TimeSpan s_generous = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_list_comes_as_a_snapshot_and_then_as_changes()
    {
        using ClientWebSocket socket = await ConnectAsync();
        await SendAsync(socket, """{"type":"subscribe","topic":"runs"}""");
        JsonNode snapshot = await ReceiveAsync(socket);
        snapshot["type"]!.GetValue<string>().ShouldBe("snapshot");
        snapshot["runs"]!.AsArray().ShouldContain(run => run!["id"]!.GetValue<string>() == InventedRun.Finished);

        room.BeginLive("run55555", "a newcomer");
        JsonNode change = await ReceiveAsync(socket);
        change["type"]!.GetValue<string>().ShouldBe("change");
        change["runs"]!.AsArray().ShouldContain(run => run!["id"]!.GetValue<string>() == "run55555");
    }

    [Fact]
    public async Task A_run_is_followed_without_gaps_or_repeats_across_connections()
    {
        IRunWriter writer = room.BeginLive("run66666", "followed");
        var steps = new List<long>();
        string cursor;
        using (ClientWebSocket first = await ConnectAsync())
        {
            await SendAsync(first, """{"type":"subscribe","topic":"run","id":"run66666"}""");
            cursor = (await ReceiveAsync(first))["cursor"]!.GetValue<string>();
            Write(writer, 1, 5);
            cursor = await CollectAsync(first, steps, 5, cursor);
        }

        Write(writer, 6, 9);
        using ClientWebSocket second = await ConnectAsync();
        await SendAsync(second, new JsonObject { ["type"] = "subscribe", ["topic"] = "run", ["id"] = "run66666", ["cursor"] = cursor }.ToJsonString());
        await CollectAsync(second, steps, 9, cursor);

        steps.ShouldBe(Enumerable.Range(1, 9).Select(step => (long)step));
    }

    [Fact]
    public async Task Alerts_come_as_a_snapshot_and_again_when_one_fires()
    {
        using ClientWebSocket socket = await ConnectAsync();
        await SendAsync(socket, """{"type":"subscribe","topic":"alerts"}""");
        JsonNode message = await ReceiveAsync(socket);
        message["type"]!.GetValue<string>().ShouldBe("snapshot");

        IRunWriter writer = room.BeginLive("run77777", "diverging");
        writer.Emit(new RunEvent(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0, EventTypes.Nan));
        while (!message["alerts"]!.AsArray().Any(alert => alert!["rule"]!.GetValue<string>() == "loss_not_finite"))
        {
            message = await ReceiveAsync(socket);
            message["type"]!.GetValue<string>().ShouldBe("change");
        }

        JsonNode fired = message["alerts"]!.AsArray().First(alert => alert!["rule"]!.GetValue<string>() == "loss_not_finite")!;
        fired["state"]!.GetValue<string>().ShouldBe("firing");
        fired["labels"]!["run_name"]!.GetValue<string>().ShouldBe("diverging");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"type":"subscribe"}""")]
    [InlineData("""{"type":"subscribe","topic":"run"}""")]
    [InlineData("""{"type":"subscribe","topic":"run","id":"run22222","cursor":"x"}""")]
    [InlineData("""{"type":"shout","topic":"runs"}""")]
    public async Task A_wrong_message_is_answered_and_the_line_stays(string message)
    {
        using ClientWebSocket socket = await ConnectAsync();
        await SendAsync(socket, message);
        (await ReceiveAsync(socket))["type"]!.GetValue<string>().ShouldBe("error");

        await SendAsync(socket, """{"type":"subscribe","topic":"runs"}""");
        (await ReceiveAsync(socket))["type"]!.GetValue<string>().ShouldBe("snapshot");
    }

    [Theory]
    [InlineData(WebSocketMessageType.Binary, 4, WebSocketCloseStatus.InvalidMessageType)]
    [InlineData(WebSocketMessageType.Text, 20_000, WebSocketCloseStatus.MessageTooBig)]
    public async Task A_message_of_the_wrong_kind_or_size_ends_the_line(WebSocketMessageType kind, int bytes, WebSocketCloseStatus expected)
    {
        using ClientWebSocket socket = await ConnectAsync();
        await socket.SendAsync(Enumerable.Repeat((byte)' ', bytes).ToArray(), kind, endOfMessage: true, CancellationToken.None);
        using var deadline = new CancellationTokenSource(s_generous);
        (await socket.ReceiveAsync(new byte[100].AsMemory(), deadline.Token)).MessageType.ShouldBe(WebSocketMessageType.Close);
        socket.CloseStatus.ShouldBe(expected);
    }

    [Fact]
    public async Task A_full_outbox_refuses_changes_and_keeps_the_notice_in_its_place()
    {
        using var outbox = new Outbox();
        var subscription = new Subscription("run", "a", outbox);
        int taken = 0;
        while (subscription.TrySend([1]))
        {
            taken++;
        }

        taken.ShouldBe(Outbox.MostMessages);
        for (int i = 0; i < taken; i++)
        {
            (await outbox.TakeAsync(CancellationToken.None)).Length.ShouldBe(1);
        }

        Encoding.UTF8.GetString(await outbox.TakeAsync(CancellationToken.None)).ShouldBe("""{"type":"dropped","topic":"run","id":"a"}""");
        subscription.TrySend([1]).ShouldBeTrue();
    }

    private static void Write(IRunWriter writer, int first, int last)
    {
        for (int step = first; step <= last; step++)
        {
            writer.Write(new StepReading { UnixSeconds = InventedRun.Start + 2000 + step, Step = step, Source = StepSource.Output, Loss = 1 });
        }
    }

    private static async Task<string> CollectAsync(ClientWebSocket socket, List<long> steps, int until, string cursor)
    {
        while (steps.Count == 0 || steps[^1] < until)
        {
            JsonNode change = await ReceiveAsync(socket);
            change["type"]!.GetValue<string>().ShouldBe("change");
            steps.AddRange(change["steps"]!.AsArray().Select(step => step!["step"]!.GetValue<long>()));
            cursor = change["cursor"]!.GetValue<string>();
        }

        return cursor;
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(room.Address) { Scheme = "ws", Path = "/ws" }.Uri, CancellationToken.None);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket)
    {
        using var deadline = new CancellationTokenSource(s_generous);
        using var message = new MemoryStream();
        byte[] buffer = new byte[65_536];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(), deadline.Token);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(message.ToArray())!;
    }
}
