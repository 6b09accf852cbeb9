using System.Text.Json.Nodes;
using Vigil.Alerting.Notifiers;
using Vigil.Alerting.Tests.Support;
using Vigil.Core.Alerts;

namespace Vigil.Alerting.Tests.Notifiers;

public sealed class HttpNotifierTests : IDisposable
{
    private readonly HttpReceiver _receiver = new();
    private readonly HttpClient _client = new();
    private readonly HttpSending _http;

    public HttpNotifierTests() => _http = new HttpSending(_client, TimeProvider.System);

    [Fact]
    public async Task Slack_gets_text_and_blocks_with_its_signs_escaped()
    {
        (await Slack().SendAsync(Told.Of(), default)).ShouldBe(Delivery.Done);

        (JsonNode body, string? key, _) = _receiver.Got.ShouldHaveSingleItem();
        ((string)body["text"]!).ShouldBe("[critical] GPU 0 on box: 90 °C &lt;hot&gt; &amp; dry");
        ((string)body["blocks"]![0]!["type"]!).ShouldBe("header");
        ((string)body["blocks"]![1]!["text"]!["text"]!).ShouldContain("*GPU 0 on box: 90 °C &lt;hot&gt; &amp; dry*\nLook at the fans.");
        key.ShouldBe("people|{}|1");
    }

    [Fact]
    public async Task Slack_that_does_not_say_ok_is_tried_again()
    {
        _receiver.Answer = (200, "<html>proxy</html>", null);

        (await Slack().SendAsync(Told.Of(), default)).Outcome.ShouldBe(DeliveryOutcome.Retry);
    }

    [Fact]
    public async Task A_webhook_gets_what_Alertmanager_sends()
    {
        using var file = new SecretFile("t0ken");
        var webhook = new WebhookNotifier(_http, Secret.Plain(_receiver.Url), new Secret(file.Path, null), new Uri("https://vigil.example/"));

        (await webhook.SendAsync(Told.Of(AlertState.Resolved, startsAt: 1_700_000_000), default)).ShouldBe(Delivery.Done);

        (JsonNode body, _, string? authorization) = _receiver.Got.ShouldHaveSingleItem();
        authorization.ShouldBe("Bearer t0ken");
        body.AsObject().Select(member => member.Key).ShouldBe(
            ["version", "groupKey", "truncatedAlerts", "status", "receiver", "groupLabels", "commonLabels", "commonAnnotations", "externalURL", "alerts"]);
        ((string)body["version"]!).ShouldBe("4");
        ((string)body["status"]!).ShouldBe("resolved");
        JsonNode alert = body["alerts"]![0]!;
        ((string)alert["startsAt"]!).ShouldBe("2023-11-14T22:13:20.000Z");
        ((string)alert["endsAt"]!).ShouldBe("2023-11-14T22:13:50.000Z");
        ((string)alert["generatorURL"]!).ShouldBe("https://vigil.example/alerts");
        ((string)alert["labels"]!["alertname"]!).ShouldBe("hot");
        ((string)alert["fingerprint"]!).Length.ShouldBe(16);
    }

    [Theory]
    [InlineData(500, "Retry")]
    [InlineData(503, "Retry")]
    [InlineData(429, "Retry")]
    [InlineData(404, "Refused")]
    [InlineData(302, "Refused")]
    public async Task The_status_says_whether_to_try_again(int status, string outcome)
    {
        _receiver.Answer = (status, "no", "17");

        Delivery delivery = await Slack().SendAsync(Told.Of(), default);

        delivery.Outcome.ToString().ShouldBe(outcome);
        delivery.RetryAfterSeconds.ShouldBe(outcome == "Retry" ? 17 : null);
        delivery.Error!.ShouldNotContain("secret-path");
    }

    [Fact]
    public async Task Nobody_there_is_tried_again_and_the_address_stays_secret()
    {
        var slack = new SlackNotifier(_http, Secret.Plain($"http://127.0.0.1:{HttpReceiver.FreePort()}/services/secret-path"), null);

        Delivery delivery = await slack.SendAsync(Told.Of(), default);

        delivery.Outcome.ShouldBe(DeliveryOutcome.Retry);
        delivery.Error!.ShouldNotContain("secret-path");
    }

    [Fact]
    public async Task A_secret_that_is_missing_is_named_by_its_place()
    {
        Delivery delivery = await new SlackNotifier(_http, new Secret("/nowhere/slack", null), null).SendAsync(Told.Of(), default);

        delivery.Outcome.ShouldBe(DeliveryOutcome.Retry);
        delivery.Error!.ShouldContain("/nowhere/slack");
    }

    [Fact]
    public async Task A_command_reads_the_webhook_and_tells_by_its_exit_code()
    {
        string output = Path.GetTempFileName();
        var told = new CommandNotifier(["sh", "-c", "printf '%s ' \"$VIGIL_ALERT_STATUS\" > \"$1\"; cat >> \"$1\"", "sh", output], null);
        (await told.SendAsync(Told.Of(), default)).ShouldBe(Delivery.Done);
        string text = await File.ReadAllTextAsync(output);
        File.Delete(output);
        text.ShouldStartWith("firing {\"version\":\"4\"");

        Delivery failed = await new CommandNotifier(["sh", "-c", "echo 'no line' >&2; exit 3"], null).SendAsync(Told.Of(), default);
        failed.Outcome.ShouldBe(DeliveryOutcome.Retry);
        failed.Error!.ShouldContain("3: no line");
        (await new CommandNotifier(["/nowhere/program"], null).SendAsync(Told.Of(), default)).Outcome.ShouldBe(DeliveryOutcome.Refused);
    }

    [SkippableFact]
    public async Task A_real_Alertmanager_takes_alerts_and_their_end()
    {
        int port = HttpReceiver.FreePort();
        string folder = Directory.CreateTempSubdirectory("vigil-alertmanager-").FullName;
        string settings = Path.Combine(folder, "alertmanager.yml");
        await File.WriteAllTextAsync(settings, "route:\n  receiver: none\nreceivers:\n  - name: none\n");
        try
        {
            using Server server = await Server.StartAsync(
                "prometheus-alertmanager", "/usr/bin/prometheus-alertmanager", port, $"--config.file={settings}", $"--storage.path={folder}", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=");
            var notifier = new AlertmanagerNotifier(_http, Secret.Plain($"http://127.0.0.1:{port}"), null, null, 3600);

            // It listens before all of it is ready.
            await UntilAsync(async () => (await notifier.SendAsync(Told.Of(), default)).Outcome == DeliveryOutcome.Delivered);
            await UntilAsync(async () => (await AlertsAsync(port)).Count == 1);
            JsonNode alert = (await AlertsAsync(port))[0]!;
            ((string)alert["labels"]!["alertname"]!).ShouldBe("hot");
            ((string)alert["annotations"]!["summary"]!).ShouldBe("GPU 0 on box: 90 °C <hot> & dry");

            (await notifier.SendAsync(Told.Of(AlertState.Resolved), default)).ShouldBe(Delivery.Done);
            await UntilAsync(async () => (await AlertsAsync(port)).Count == 0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose()
    {
        _receiver.Dispose();
        _client.Dispose();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        DateTimeOffset end = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(60);
        while (!await condition())
        {
            (TimeProvider.System.GetUtcNow() < end).ShouldBeTrue("waited too long");
            await Task.Delay(100);
        }
    }

    private SlackNotifier Slack() => new(_http, Secret.Plain(_receiver.Url), null);

    private async Task<JsonArray> AlertsAsync(int port) =>
        (JsonArray)JsonNode.Parse(await _client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/api/v2/alerts?active=true")))!;
}
