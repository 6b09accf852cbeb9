using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Rules.Input;

/// <summary>What could be done where storage is too slow.</summary>
internal static class StorageRemedies
{
    /// <summary>Data on faster storage.</summary>
    /// <param name="evidence">The run.</param>
    /// <param name="lostPercent">Share of the time that is lost now, percent.</param>
    public static Remedy FasterStorage(RunEvidence evidence, double lostPercent)
    {
        string what = evidence.Settings.Find(TrainingSetting.DataPath)?.Text is { Length: > 0 } path ? $"the data set ({path})" : "the data set";
        return new Remedy
        {
            Title = "Move the data to faster storage",
            Action = $"Copy {what} to a local SSD, or to memory where it fits, before training",
            Impact = $"Steps up to {lostPercent:0} % shorter",
            Effect = Effects.UpTo(lostPercent, "bounded by the time spent waiting for storage; the speed of the other storage is assumed"),
        };
    }

    /// <summary>Fewer, larger files.</summary>
    /// <param name="lostPercent">Share of the time that is lost now, percent.</param>
    public static Remedy FewerFiles(double lostPercent) => new()
    {
        Title = "Read fewer, larger files",
        Action = "Pack samples into shards (tar, Parquet, Arrow, LMDB) that are read in sequence",
        Impact = "Many small reads become few large ones",
        Effect = Effects.UpTo(lostPercent, "bounded by the time spent waiting for storage; how much small requests cost is assumed"),
    };
}
