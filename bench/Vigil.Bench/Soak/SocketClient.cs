using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Vigil.Bench.Soak;

/// <summary>
/// A page that follows the newest run, dies at random (hangs up, says goodbye, or stops reading for a while), and comes back with
/// its cursor: every step must come once and in order, unless the server says that it starts afresh.
/// </summary>
internal sealed class SocketClient(Uri address, Func<string?> newest, SoakOutcome outcome, Random random)
{
    private readonly byte[] _buffer = new byte[1 << 20];
    private string? _run;
    private string? _cursor;

    // Null when the next step may be any.
    private long? _step;

    /// <summary>Connects and dies, again and again, until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (_run is null || random.Next(4) == 0)
            {
                (_run, _cursor, _step) = (newest(), null, null);
            }

            using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
            life.CancelAfter(random.Next(50, 3000));
            using var socket = new ClientWebSocket();
            try
            {
                if (_run is null)
                {
                    await Task.Delay(50, life.Token);
                    continue;
                }

                await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/ws" }.Uri, life.Token);
                await SendAsync(socket, new JsonObject { ["type"] = "subscribe", ["topic"] = "runs" }, life.Token);
                var follow = new JsonObject { ["type"] = "subscribe", ["topic"] = "run", ["id"] = _run };
                if (_cursor is not null)
                {
                    follow["cursor"] = _cursor;
                }

                await SendAsync(socket, follow, life.Token);
                while (true)
                {
                    Take(await ReceiveAsync(socket, life.Token));
                    if (random.Next(50) == 0)
                    {
                        await Task.Delay(random.Next(500), life.Token);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // Its hour has come; a receive that is cancelled hangs up without a word.
                outcome.CountDeath();
            }
            catch (WebSocketException exception)
            {
                outcome.Report($"a WebSocket was cut: {exception.Message}");
            }
        }
    }

    private void Take(JsonNode message)
    {
        outcome.CountMessage();
        switch ((string?)message["type"])
        {
            case "error":
                outcome.Report($"over a WebSocket: {message["detail"]}");
                break;
            case "dropped" or "snapshot" when (string?)message["topic"] == "run":
                (_cursor, _step) = ((string?)message["cursor"], null);
                break;
            case "change" when (string?)message["topic"] == "run":
                foreach (JsonNode? item in message["steps"]!.AsArray())
                {
                    long step = item!["step"]!.GetValue<long>();
                    if (_step is { } last && step != last + 1)
                    {
                        outcome.Report($"run {_run}: step {step} came after step {last}");
                    }

                    _step = step;
                }

                _cursor = (string?)message["cursor"];
                break;
            default:
                break;
        }
    }

    private static Task SendAsync(ClientWebSocket socket, JsonObject message, CancellationToken stop) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, stop);

    private async Task<JsonNode> ReceiveAsync(ClientWebSocket socket, CancellationToken stop)
    {
        int length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(_buffer.AsMemory(length), stop);
            length += part.Count;
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(_buffer.AsSpan(0, length))!;
    }
}
