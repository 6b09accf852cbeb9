using System.Text.Json.Nodes;

namespace Vigil.Server.Api.Inference;

/// <summary>One model on one device of one engine, or of one program that reports.</summary>
/// <param name="Name">The target's or the program's name.</param>
/// <param name="RunId">Its record; null where operations of no record are told.</param>
/// <param name="Model">The model; null where nobody says.</param>
/// <param name="Device">The device; null where nobody says.</param>
/// <param name="Steps">Figures of each step of the window.</param>
internal sealed record InferenceLine(string Name, string? RunId, string? Model, string? Device, InferenceFigures[] Steps)
{
    /// <summary>All steps together; levels are the newest.</summary>
    public InferenceFigures Total()
    {
        var total = new InferenceFigures();
        foreach (InferenceFigures step in Steps)
        {
            total.Add(step);
        }

        InferenceFigures newest = Steps[^1];
        (total.Running, total.Waiting, total.CacheUsage) = (newest.Running, newest.Waiting, newest.CacheUsage);
        return total;
    }

    /// <summary>As JSON.</summary>
    public JsonObject ToJson(double seconds, string? engine)
    {
        JsonObject json = Total().ToJson(seconds);
        json.Insert(0, "name", Name);
        json.Insert(1, "run_id", RunId);
        json.Insert(2, "engine", engine);
        json.Insert(3, "model", Model);
        json.Insert(4, "device", Device);
        return json;
    }
}
