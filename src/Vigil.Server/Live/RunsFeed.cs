using System.Text.Json.Nodes;
using Vigil.Core.Library;
using Vigil.Core.Runs;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Live;

/// <summary>
/// The list of runs as its followers know it: the newest of them. Told by comparing, so that whatever changes a line (a
/// name, a verdict, an end) is seen.
/// </summary>
internal sealed class RunsFeed(IRunLibrary library, IRunStore store)
{
    /// <summary>How many of the newest runs are followed.</summary>
    public const int MostRuns = 200;

    private Dictionary<string, string> _known = [];
    private long _turn;

    public string Cursor => $"r{_turn}";

    /// <summary>The list as it was read last.</summary>
    public JsonArray Snapshot() => new([.. _known.Values.Select(item => JsonNode.Parse(item))]);

    /// <summary>Reads the list; null when nothing has changed.</summary>
    public (JsonArray Changed, JsonArray Removed)? Refresh()
    {
        var now = new Dictionary<string, string>();
        var changed = new JsonArray();
        foreach (ListedRun listed in library.Query(new RunFilter { Limit = MostRuns }).Runs)
        {
            JsonObject item = RunItemJson.Create(listed, LatestFigures.Read(store, listed.Run));
            string id = listed.Run.Start.Id;
            now[id] = item.ToJsonString();
            if (_known.GetValueOrDefault(id) != now[id])
            {
                changed.Add((JsonNode)item);
            }
        }

        // A run that newer ones pushed off the end is still there.
        var removed = new JsonArray([.. _known.Keys.Where(id => !now.ContainsKey(id) && library.Get(id) is null).Select(id => (JsonNode)id)]);
        _known = now;
        if (changed.Count == 0 && removed.Count == 0)
        {
            return null;
        }

        _turn++;
        return (changed, removed);
    }
}
