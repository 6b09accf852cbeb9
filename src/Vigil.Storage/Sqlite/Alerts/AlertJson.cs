using System.Text.Json.Nodes;
using Vigil.Core.Alerts;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Writing;

namespace Vigil.Storage.Sqlite.Alerts;

/// <summary>What the alert tables keep as JSON.</summary>
internal static class AlertJson
{
    public static string Write(IReadOnlyDictionary<string, string> labels) =>
        new JsonObject(labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))).ToJsonString();

    public static IReadOnlyDictionary<string, string> ReadLabels(string text) => Labels(JsonNode.Parse(text));

    public static string Write(IEnumerable<string> words) => new JsonArray([.. words.Select(word => (JsonNode)word)]).ToJsonString();

    public static HashSet<string> ReadWords(string text) => [.. ((JsonArray)JsonNode.Parse(text)!).Select(word => (string)word!)];

    public static string Write(double[] numbers) => JsonText.Of(new JsonArray([.. numbers.Select(number => (JsonNode)number)]));

    public static double[] ReadNumbers(string text) => [.. ((JsonArray)JsonNode.Parse(text)!).Select(Number)];

    public static string Write(IReadOnlyList<LabelMatcher> matchers) => new JsonArray([.. matchers.Select(matcher => (JsonNode)new JsonObject
    {
        ["name"] = matcher.Name,
        ["value"] = matcher.Value,
        ["isRegex"] = matcher.IsRegex,
        ["isEqual"] = matcher.IsEqual,
    })]).ToJsonString();

    public static IReadOnlyList<LabelMatcher> ReadMatchers(string text) => [.. ((JsonArray)JsonNode.Parse(text)!).Select(node =>
        new LabelMatcher((string)node!["name"]!, (string)node["value"]!, (bool)node["isRegex"]!, (bool)node["isEqual"]!))];

    public static string Write(IReadOnlyList<Alert> alerts) => JsonText.Of(new JsonArray([.. alerts.Select(alert => (JsonNode)new JsonObject
    {
        ["fingerprint"] = alert.Fingerprint,
        ["rule"] = alert.Rule,
        ["severity"] = EnumNames.ToSnakeCase(alert.Severity),
        ["state"] = EnumNames.ToSnakeCase(alert.State),
        ["labels"] = JsonNode.Parse(Write(alert.Labels)),
        ["annotations"] = JsonNode.Parse(Write(alert.Annotations)),
        ["value"] = alert.Value,
        ["unit"] = alert.Unit,
        ["run_id"] = alert.RunId,
        ["active_at"] = alert.ActiveAt,
        ["starts_at"] = alert.StartsAt,
        ["ends_at"] = alert.EndsAt,
        ["last_true_at"] = alert.LastTrueAt,
    })]));

    public static IReadOnlyList<Alert> ReadAlerts(string text) => [.. ((JsonArray)JsonNode.Parse(text)!).Select(node => new Alert
    {
        Fingerprint = (string)node!["fingerprint"]!,
        Rule = (string)node["rule"]!,
        Severity = EnumNames.Parse<AlertSeverity>((string)node["severity"]!) ?? AlertSeverity.Warning,
        State = EnumNames.Parse<AlertState>((string)node["state"]!) ?? AlertState.Resolved,
        Labels = Labels(node["labels"]),
        Annotations = Labels(node["annotations"]),
        Value = Optional(node["value"]),
        Unit = (string?)node["unit"],
        RunId = (string?)node["run_id"],
        ActiveAt = Number(node["active_at"]),
        StartsAt = Optional(node["starts_at"]),
        EndsAt = Optional(node["ends_at"]),
        LastTrueAt = Number(node["last_true_at"]),
    })];

    private static Dictionary<string, string> Labels(JsonNode? node) =>
        ((JsonObject)node!).ToDictionary(label => label.Key, label => (string)label.Value!);

    private static double? Optional(JsonNode? node) => node is null ? null : Number(node);

    // JSON has no NaN and no infinity: they are kept as words.
    private static double Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? word) ? double.Parse(word) : (double)node!;
}
