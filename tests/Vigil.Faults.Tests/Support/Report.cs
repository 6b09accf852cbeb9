using System.Text.Json.Nodes;

namespace Vigil.Faults.Tests.Support;

/// <summary>What <c>vigil analyze --json</c> says of a run.</summary>
/// <param name="json">All that it printed.</param>
/// <param name="passedOver">Rules whose findings and recommendations are passed over.</param>
internal sealed class Report(JsonNode json, IReadOnlyCollection<string> passedOver)
{
    public string? Verdict => (string?)json["summary"]?["verdict"];

    /// <summary>Class of the log's primary finding; null where the log tells of no failure.</summary>
    public string? CauseClass => (string?)Entries("log_errors").FirstOrDefault(entry => (bool?)entry["is_primary"] == true)?["class"];

    /// <summary>Rule of the first recommendation; null when there is none.</summary>
    public string? FirstRule => (string?)First?["rule"];

    /// <summary>Setting of the first recommendation; null when it is none.</summary>
    public string? FirstSetting => (string?)First?["config_path"];

    /// <summary>What failed, as the log tells; benign things are left out.</summary>
    public IReadOnlyList<string> Errors =>
        [.. Entries("log_errors").Where(entry => (string?)entry["level"] != "WARNING").Select(entry => $"{entry["class"]} {entry["message"]}")];

    /// <summary>What was found that matters: warning or critical, with its rule.</summary>
    public IReadOnlyList<string> Complaints =>
        [.. Entries("findings").Where(entry => (string?)entry["severity"] is "warning" or "critical" && !passedOver.Contains($"{entry["rule"]}")).Select(entry => $"{entry["rule"]} {entry["title"]}")];

    /// <summary>Whether other programs used the machine's CPU (VIG003, VIG011).</summary>
    public bool TellsOfBusyNeighbours => Entries("findings").Any(entry => (string?)entry["rule"] is "VIG003" or "VIG011");

    /// <summary>Whatever went wrong in the analysis itself.</summary>
    public IReadOnlyList<string> Faults => [.. Entries("faults").Select(entry => $"{entry}")];

    public override string ToString() => json.ToJsonString();

    private JsonNode? First => Entries("recommendations").FirstOrDefault(entry => !passedOver.Contains($"{entry["rule"]}"));

    private IEnumerable<JsonNode> Entries(string name) => (json[name] as JsonArray ?? []).Select(entry => entry!);
}
