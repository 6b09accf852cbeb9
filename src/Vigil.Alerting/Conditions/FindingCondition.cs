using System.Text.Json.Nodes;

namespace Vigil.Alerting.Conditions;

/// <summary>What the newest analysis of a run recommends.</summary>
/// <param name="rules">Ids of rules that ask for it; empty for any.</param>
/// <param name="severities">Severities; empty for any.</param>
/// <param name="seconds">How long a report counts after it was made.</param>
internal sealed class FindingCondition(IReadOnlyList<string> rules, IReadOnlyList<string> severities, double seconds) : ICondition
{
    public TargetKind Looks => TargetKind.Record;

    public double WindowSeconds => 0;

    public string Describe(string? unit) =>
        $"a finding{(rules.Count == 0 ? "" : " of " + string.Join(" or ", rules))}{(severities.Count == 0 ? "" : " that is " + string.Join(" or ", severities))} in the newest analysis";

    public Judgement Judge(Observed observed)
    {
        if (observed.Target.Record!.Report(observed.Now) is not { } report || report.CreatedAt <= observed.Now - seconds)
        {
            return Judgement.Of(false, null);
        }

        string[] titles = [.. report.Recommendations.OfType<JsonObject>().Where(Matches).Select(one => Text(one["title"]) ?? "")];
        return Judgement.Of(titles.Length > 0, titles.Length, titles.FirstOrDefault());
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private bool Matches(JsonObject one)
    {
        IEnumerable<string?> asking = (one["asked_by"] as JsonArray ?? []).Select(Text).Append(Text(one["rule"]));
        return (rules.Count == 0 || asking.Any(rule => rule is not null && rules.Contains(rule)))
            && (severities.Count == 0 || (Text(one["severity"]) is { } severity && severities.Contains(severity)));
    }
}
