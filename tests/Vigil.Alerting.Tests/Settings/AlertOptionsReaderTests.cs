using Vigil.Alerting.Rules;
using Vigil.Alerting.Settings;
using Vigil.Configuration.Parsing;
using Vigil.Core.Alerts;

namespace Vigil.Alerting.Tests.Settings;

public class AlertOptionsReaderTests
{
    [Fact]
    public void Everything_that_can_be_said_is_understood()
    {
        (AlertOptions options, IReadOnlyList<string> faults) = Read("""
            alerting:
              interval: 10s
              group_by: [alertname]
              group_wait: 1m
              group_interval: 10m
              repeat_interval: 12h
              external_url: https://vigil.example
              disable: [cpu_high]
              receivers:
                - { name: ops, type: slack, url_file: /etc/vigil/slack, severity: warning, match: ["host=~gpu.*", team!=web] }
                - { type: webhook, url: "http://127.0.0.1:9/", token_env: HOOK_TOKEN, send_resolved: false }
                - { type: alertmanager, url: "http://127.0.0.1:9093" }
                - { type: email, host: mail.example, user: vigil, password_env: MAIL_PASSWORD, from: vigil@example.org, to: [me@example.org] }
                - { type: desktop }
                - { type: command, command: [logger, -t, vigil] }
            alerts:
              - { name: hot, series: "gpu:*:hw.temperature", above: 85, resolve: 80, mean: 1m, for: 2m, severity: critical, labels: { team: ml }, inhibits: gpu_temperature_high }
              - { name: share, series: "file_system:/data*:system.filesystem.usage.free", of: system.filesystem.limit, below: 10% }
              - { name: leak, series: "totals::memory.main", rate_above: 1MiB, over: 10m }
              - { name: gone, series: "recorder::vigil.recorder.sample.duration", absent: 2m }
              - { name: odd, series: "step::loss", anomaly: { spreads: 8, direction: above, learn: 5m } }
              - { name: soon, series: "file_system:*:system.filesystem.usage.free", forecast: { falls_to: 1GiB, within: 2h } }
              - { name: saved, event: checkpoint_saved, where: { path: "!a.pt" }, within: 1h, count: 3 }
              - { name: found, finding: { rules: [VIG001], severity: critical } }
              - { name: slo, burn_rate: { objective: answers, windows: [{ factor: 6, long: 6h, short: 30m }] } }
              - { name: disk_low, series: "file_system:*:system.filesystem.usage.free", below: 20GiB }
            """);

        faults.ShouldBeEmpty();
        options.IntervalSeconds.ShouldBe(10);
        options.RepeatIntervalSeconds.ShouldBe(43_200);
        options.DescribeReceivers().Select(receiver => receiver.Name).ShouldBe(["ops", "webhook", "alertmanager", "email", "desktop", "command"]);
        options.DescribeReceivers()[0].LeastSeverity.ShouldBe(AlertSeverity.Warning);
        options.DescribeReceivers()[0].Match.ShouldBe([new LabelMatcher("host", "gpu.*", IsRegex: true), new LabelMatcher("team", "web", IsEqual: false)]);
        IReadOnlyList<AlertRuleInfo> rules = options.DescribeRules();
        rules.ShouldNotContain(rule => rule.Name == "cpu_high");
        rules.Single(rule => rule.Name == "hot").Asks.ShouldBe("gpu:*:hw.temperature mean of 1 min above 85 °C, over at 80 °C");
        rules.Single(rule => rule.Name == "share").Asks.ShouldEndWith("below 10 %");
        rules.Single(rule => rule.Name == "disk_low").Asks.ShouldEndWith("below 20.0 GiB");
    }

    [Fact]
    public void Nothing_said_means_the_rules_that_come_with_Vigil_and_nobody_told()
    {
        (AlertOptions options, IReadOnlyList<string> faults) = AlertOptionsReader.Read(null, null, TimeProvider.System);

        faults.ShouldBeEmpty();
        options.DescribeRules().Count.ShouldBe(BuiltInAlerts.All.Count);
        options.DescribeReceivers().ShouldBeEmpty();
    }

    [Fact]
    public void All_faults_are_told_at_once_each_by_its_key()
    {
        IReadOnlyList<string> faults = Read("""
            alerting:
              interval: soon
              colour: red
              disable: [nothing]
              receivers:
                - { type: pigeon }
                - { type: slack }
                - { type: email, host: m, security: none, user: me, password_file: /p, from: "not an address", to: [a@b] }
                - { name: twice, type: desktop, match: [nonsense] }
                - 7
            alerts:
              - { name: a, series: "gpu:*:hw.nothing", above: 1 }
              - { name: b, series: "gpu:*:hw.temperature" }
              - { name: c, series: "gpu:*:hw.temperature", above: 1, below: 2 }
              - { name: d, series: "gpu:*:hw.temperature", above: 80, resolve: 90 }
              - { name: e, above: 80 }
              - { name: f, event: nan, series: "step::loss" }
              - { name: g, series: "gpu:*:hw.temperature", above: hot, severity: dire, inhibits: [nobody] }
              - { above: 3, series: "gpu:*:hw.temperature", treshold: 4 }
            """).Faults;

        foreach (string start in (string[])
        [
            "alerting.interval: must be a time", "alerting.colour: there is no such setting", "alerting.disable: 'nothing' is none",
            "alerting.receivers[0].type: must be one of slack", "alerting.receivers[1].url: is missing", "alerting.receivers[2].security: must be start_tls or tls",
            "alerting.receivers[2].from: 'not an address' is no address", "alerting.receivers[3].match: 'nonsense' is no demand", "alerting.receivers[4]: must be a mapping",
            "alerts[0].series: knows no metric 'hw.nothing'", "alerts[1]: needs a condition", "alerts[2]: has above and below", "alerts[3].resolve: must not be above above",
            "alerts[4].series: is missing", "alerts[5].series: does not go with", "alerts[6].above: must be a number", "alerts[6].severity: must be one of info, warning, critical",
            "alerts[7].name: is missing", "alerts[7].treshold: there is no such setting",
        ])
        {
            faults.ShouldContain(fault => fault.StartsWith(start, StringComparison.Ordinal), start);
        }
    }

    private static (AlertOptions Options, IReadOnlyList<string> Faults) Read(string yaml)
    {
        (System.Text.Json.Nodes.JsonNode? root, string? error) = ConfigurationParser.Parse(yaml, isJson: false);
        error.ShouldBeNull();
        return AlertOptionsReader.Read(root!["alerting"], root["alerts"], TimeProvider.System);
    }
}
