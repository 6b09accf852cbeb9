using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Rules.Storage;

/// <summary>Remedies for want of space.</summary>
internal static class StorageRemedies
{
    private const int Kept = 2;

    /// <summary>Those that apply.</summary>
    public static IReadOnlyList<Remedy> All(RunEvidence evidence)
    {
        double? limit = evidence.Settings.Find(TrainingSetting.SaveTotalLimit)?.Number;
        var room = new Remedy { Title = "Make room", Action = "Delete old checkpoints and caches, or write to another disk", Impact = "The next checkpoint can be written" };
        return limit is > 0 and <= Kept ? [room] :
        [
            new Remedy
            {
                Title = "Keep fewer checkpoints",
                Action = $"Set the number of checkpoints that are kept to {Kept}{(limit is { } now ? $" (now {now})" : "")}",
                Impact = "Space for two checkpoints suffices, however long the run",
                Setting = TrainingSetting.SaveTotalLimit,
                Value = JsonValue.Create(Kept),
            },
            room,
        ];
    }
}
