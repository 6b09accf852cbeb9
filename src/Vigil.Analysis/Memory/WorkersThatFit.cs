using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Memory;

/// <summary>What fewer workers, or fewer batches fetched ahead, would have left of the peak: measured worker by worker.</summary>
internal static class WorkersThatFit
{
    private const double FrameworkPrefetch = 2;

    /// <summary>Fewer bytes of shared memory are no matter of what is fetched ahead.</summary>
    private const double NoteworthyShare = 0.05;

    public static IEnumerable<FitPrediction> Predict(RunEvidence evidence)
    {
        if (At(evidence) is not ({ } ledger, var workers))
        {
            yield break;
        }

        double mean = workers.Average();
        double shared = ledger.Of(LedgerHolder.Shared);
        yield return With(ledger, workers, 0);
        int fitting = (int)Math.Floor(workers.Length - ((ledger.NeededBytes - (ledger.TotalBytes * (1 - FitPrediction.Headroom))) / mean));
        if (fitting > 0 && fitting < workers.Length)
        {
            yield return With(ledger, workers, fitting);
        }

        double prefetch = evidence.Settings.Find(TrainingSetting.PrefetchFactor)?.Number ?? FrameworkPrefetch;
        if (prefetch > 1 && shared > NoteworthyShare * ledger.NeededBytes && evidence.Settings.Find(TrainingSetting.PrefetchFactor) is not null)
        {
            double most = shared * (1 - (1 / prefetch));
            yield return Make(ledger, TrainingSetting.PrefetchFactor, 1, ledger.NeededBytes - (most / 2), ledger.NeededBytes - most, ledger.NeededBytes, false,
                $"Measured: {Phrase.Bytes(shared)} of shared memory at the peak; assumed: between none and all of it are batches fetched ahead.");
        }
    }

    /// <summary>As many workers as hold at least so many bytes less than those at the peak; null when there were none.</summary>
    public static FitPrediction? Saving(RunEvidence evidence, double bytes) =>
        At(evidence) is ({ } ledger, var workers) ? With(ledger, workers, Math.Clamp((int)Math.Floor(workers.Length * (1 - (bytes / workers.Sum()))), 0, workers.Length - 1)) : null;

    /// <summary>Who held what at the peak, and the workers among them, the smallest first; null without workers.</summary>
    private static (MemoryLedger Ledger, double[] Workers)? At(RunEvidence evidence)
    {
        if (OomLedger.Of(evidence).Memory is not { } ledger)
        {
            return null;
        }

        double[] workers = [.. ledger.Entries.Where(entry => entry.Holder == LedgerHolder.Worker).Select(entry => entry.Bytes).Order()];
        return workers.Sum() > 0 ? (ledger, workers) : null;
    }

    private static FitPrediction With(MemoryLedger ledger, double[] workers, int count)
    {
        // The workers that stay may be the small or the large ones; without any, the main process loads one batch at a time itself.
        double mean = workers.Average();
        double kept = count * mean;
        double keptLow = workers.Take(count).Sum();
        double keptHigh = workers.TakeLast(count).Sum();
        double without = ledger.NeededBytes - workers.Sum();
        double loading = count == 0 ? workers[^1] / 2 : 0;
        double prefetched = ledger.Of(LedgerHolder.Shared) * (1 - (count / (double)workers.Length));
        return Make(ledger, TrainingSetting.NumWorkers, count, without + kept, Math.Max(0, without + keptLow - prefetched), without + keptHigh + loading, true,
            $"Measured: {workers.Length} worker{(workers.Length == 1 ? "" : "s")} held {Phrase.Bytes(workers.Sum())}, {Phrase.Bytes(mean)} per worker. {ledger.Basis}{(count == 0 ? " Assumed: loading in the main process takes at most half of what a worker does." : "")}");
    }

    private static FitPrediction Make(MemoryLedger ledger, TrainingSetting setting, int value, double predicted, double low, double high, bool isMeasured, string basis) => new()
    {
        Setting = setting,
        Value = value,
        Resource = "memory",
        PeakBytes = ledger.NeededBytes,
        PredictedBytes = predicted,
        LowBytes = low,
        HighBytes = high + (ledger.IsAtKill ? ModelMemory.BeyondTheKill * ledger.TotalBytes : 0),
        LimitBytes = ledger.TotalBytes,
        IsMeasured = isMeasured,
        Basis = ledger.IsAtKill ? $"{basis} {ModelMemory.BeyondTheKillWords}" : basis,
    };
}
