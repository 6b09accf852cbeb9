using System.Text.Json.Nodes;
using Vigil.Alerting.Engine;
using Vigil.Core.Alerts;
using Vigil.Core.Runs;

namespace Vigil.Server.Api.Shapes;

/// <summary>An alert as answers hold it.</summary>
internal static class AlertItemJson
{
    public static JsonObject Create(Alert alert) => new()
    {
        ["fingerprint"] = alert.Fingerprint,
        ["rule"] = alert.Rule,
        ["severity"] = EnumNames.ToSnakeCase(alert.Severity),
        ["state"] = EnumNames.ToSnakeCase(alert.State),
        ["labels"] = Labels(alert.Labels),
        ["annotations"] = Labels(alert.Annotations),
        ["value"] = alert.Value is { } value && double.IsFinite(value) ? value : null,
        ["unit"] = alert.Unit,
        ["run_id"] = alert.RunId,
        ["active_at"] = alert.ActiveAt,
        ["starts_at"] = alert.StartsAt,
        ["ends_at"] = alert.EndsAt,
    };

    public static JsonObject Create(ListedAlert listed)
    {
        JsonObject item = Create(listed.Alert);
        item["silenced_by"] = new JsonArray([.. listed.SilencedBy.Select(id => (JsonNode)id)]);
        item["inhibited_by"] = new JsonArray([.. listed.InhibitedBy.Select(fingerprint => (JsonNode)fingerprint)]);
        return item;
    }

    private static JsonObject Labels(IReadOnlyDictionary<string, string> labels) =>
        new(labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value)));
}
