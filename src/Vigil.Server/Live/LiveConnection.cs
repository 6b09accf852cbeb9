using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Vigil.Core.Live;
using Vigil.Core.Runs;
using Vigil.Server.Api;
using Vigil.Storage.Faults;

namespace Vigil.Server.Live;

/// <summary>One client of <c>/ws</c>: reads what it asks for, and sends what its outbox holds.</summary>
internal sealed class LiveConnection(WebSocket socket, StoreWatcher watcher, AlertFeed alerts, IRunReader store, TimeProvider time) : IDisposable
{
    private const int LargestMessage = 16 * 1024;
    private const int MostSubscriptions = 64;
    private const int LongestId = 200;
    private const string StrangeCursor = "The cursor is none of this server's: subscribe without.";
    private static readonly TimeSpan s_sendDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_closeDeadline = TimeSpan.FromSeconds(2);
    private static readonly string[] s_topics = ["runs", "run", "devices", "alerts", "operations"];

    private readonly Outbox _outbox = new();
    private readonly Dictionary<(string Topic, string? Id), Subscription> _subscriptions = [];

    /// <summary>Serves the client until it leaves, breaks the rules, or the server stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task sending = SendAsync(ended.Token);
        (WebSocketCloseStatus Status, string Reason) close = (WebSocketCloseStatus.EndpointUnavailable, "the server stops");
        try
        {
            Task<(WebSocketCloseStatus, string)> receiving = ReceiveAsync(ended.Token);
            if (await Task.WhenAny(receiving, sending) == receiving)
            {
                close = await receiving;
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        catch (WebSocketException)
        {
            // The client is gone.
        }
        finally
        {
            foreach (Subscription subscription in _subscriptions.Values)
            {
                Leave(subscription);
            }

            await ended.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await CloseAsync(close.Status, close.Reason);
    }

    public void Dispose() => _outbox.Dispose();

    private async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        using var deadline = new CancellationTokenSource(s_closeDeadline, time);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(status, reason, deadline.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            socket.Abort();
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            byte[] message = await _outbox.TakeAsync(cancellationToken);
            using var deadline = new CancellationTokenSource(s_sendDeadline, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, both.Token);
        }
    }

    private async Task<(WebSocketCloseStatus Status, string Reason)> ReceiveAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LargestMessage];
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return (WebSocketCloseStatus.NormalClosure, "");
            }

            if (part.MessageType == WebSocketMessageType.Binary)
            {
                return (WebSocketCloseStatus.InvalidMessageType, "messages are JSON text");
            }

            if (part.EndOfMessage)
            {
                await AnswerAsync(buffer.AsMemory(0, length), cancellationToken);
                length = 0;
            }
            else if (length == buffer.Length)
            {
                return (WebSocketCloseStatus.MessageTooBig, $"messages have at most {LargestMessage} bytes");
            }
        }
    }

    private async Task AnswerAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        (JsonNode? body, string? fault) = JsonBody.Parse(text.Span);
        try
        {
            fault ??= body is JsonObject message ? await TakeAsync(message, cancellationToken) : "A message is an object with type and topic.";
        }
        catch (StoreUnavailableException)
        {
            fault = "The database cannot be read now: subscribe again later.";
        }

        if (fault is not null)
        {
            await _outbox.PostAsync(LiveMessages.Error(fault), cancellationToken);
        }
    }

    /// <summary>Does what a message asks; a sentence when it cannot.</summary>
    private async Task<string?> TakeAsync(JsonObject message, CancellationToken cancellationToken)
    {
        string? topic = Text(message["topic"]);
        string? id = Text(message["id"]);
        if (!s_topics.Contains(topic))
        {
            return $"topic is none of {string.Join(", ", s_topics)}.";
        }

        if (topic == "run" && id is not { Length: > 0 and <= LongestId })
        {
            return $"The topic run needs an id of 1 to {LongestId} characters.";
        }

        (string Topic, string? Id) key = (topic!, topic == "run" ? id : null);
        switch (Text(message["type"]))
        {
            case "subscribe":
                Forget(key);
                return _subscriptions.Count >= MostSubscriptions
                    ? $"A connection follows at most {MostSubscriptions} things: unsubscribe from one."
                    : await SubscribeAsync(key, Text(message["cursor"]), cancellationToken);
            case "unsubscribe":
                Forget(key);
                return null;
            default:
                return "type is neither subscribe nor unsubscribe.";
        }
    }

    private async Task<string?> SubscribeAsync((string Topic, string? Id) key, string? cursorText, CancellationToken cancellationToken)
    {
        if (key.Topic is "runs" or "operations" or "alerts")
        {
            var list = new Subscription(key.Topic, null, _outbox);
            _subscriptions[key] = list;

            // The snapshot is posted before the first change can be: who tells of it holds its lock meanwhile.
            bool begun = key.Topic switch
            {
                "runs" => watcher.FollowRuns(list),
                "operations" => watcher.FollowOperations(list),
                _ => alerts.Follow(list),
            };
            return begun ? null : "The connection is too far behind: read what was sent, and subscribe again.";
        }

        if (key.Topic == "devices")
        {
            DevicesCursor? place = null;
            if (cursorText is not null && (place = DevicesCursor.Parse(cursorText)) is null)
            {
                return StrangeCursor;
            }

            return await BeginAsync(key, watcher.FollowDevices(place, _outbox), cancellationToken);
        }

        RunCursor? since = null;
        if (cursorText is not null && (since = CursorText.Parse(cursorText)) is null)
        {
            return StrangeCursor;
        }

        if (store.FindRuns(key.Id!) is not [{ } run])
        {
            return $"'{key.Id}' names no run, or several.";
        }

        return await BeginAsync(key, watcher.FollowRun(key.Id!, run, since, _outbox), cancellationToken);
    }

    private async Task<string?> BeginAsync((string Topic, string? Id) key, (Subscription Subscription, JsonObject? Snapshot) begun, CancellationToken cancellationToken)
    {
        _subscriptions[key] = begun.Subscription;
        if (begun.Snapshot is not null)
        {
            await _outbox.PostAsync(LiveMessages.Bytes(begun.Snapshot), cancellationToken);
        }

        watcher.Add(begun.Subscription);
        return null;
    }

    private void Forget((string Topic, string? Id) key)
    {
        if (_subscriptions.Remove(key, out Subscription? former))
        {
            Leave(former);
        }
    }

    private void Leave(Subscription subscription)
    {
        watcher.Remove(subscription);
        alerts.Remove(subscription);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
