using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Vigil.Alerting.Engine;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Live;

/// <summary>Evaluates alerts while the server runs, and tells those who follow them what changed.</summary>
internal sealed class AlertFeed : BackgroundService
{
    private readonly Lock _lock = new();
    private readonly AlertEngine _engine;
    private readonly HashSet<Subscription> _followers = [];

    public AlertFeed(AlertEngine engine)
    {
        _engine = engine;
        engine.Changed += (_, _) => Tell();
    }

    /// <summary>Sends all alerts, and again whenever one changes; false when the client's outbox has no room for them.</summary>
    public bool Follow(Subscription subscription)
    {
        lock (_lock)
        {
            if (!subscription.TrySend(Message("snapshot")))
            {
                return false;
            }

            _followers.Add(subscription);
            return true;
        }
    }

    public void Remove(Subscription subscription)
    {
        lock (_lock)
        {
            _followers.Remove(subscription);
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _engine.Options.Enabled ? Task.Run(() => _engine.RunAsync(stoppingToken), stoppingToken) : Task.CompletedTask;

    private void Tell()
    {
        lock (_lock)
        {
            if (_followers.Count > 0)
            {
                byte[] message = Message("change");
                _followers.RemoveWhere(follower => !follower.TrySend(message));
            }
        }
    }

    private byte[] Message(string type)
    {
        JsonObject message = LiveMessages.About(type, "alerts", null);
        message["alerts"] = new JsonArray([.. _engine.List().Select(listed => (JsonNode)AlertItemJson.Create(listed))]);
        return LiveMessages.Bytes(message);
    }
}
