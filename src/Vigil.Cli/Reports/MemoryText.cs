using System.Globalization;
using Vigil.Analysis;
using Vigil.Analysis.Memory;
using Vigil.Cli.Output;
using Vigil.Core.Runs;

namespace Vigil.Cli.Reports;

/// <summary>Who held the memory, and what would fit, for people; where memory was never scarce, nothing.</summary>
internal static class MemoryText
{
    private const int HoldersShown = 8;
    private const int FitsShown = 8;

    /// <summary>From here on it matters who holds it.</summary>
    private const double Scarce = 0.8;

    /// <summary>Holders of a smaller share go with the others.</summary>
    private const double Worthwhile = 0.005;

    public static void Write(TextScreen screen, RunAnalysis analysis)
    {
        if (analysis.Ledger.Memory is { } memory && memory.UsedBytes >= Scarce * memory.TotalBytes)
        {
            WriteLedger(screen, memory, analysis.Evidence.Run.Start.StartedAt);
        }

        foreach (GpuLedger gpu in analysis.Ledger.Gpus.Where(gpu => gpu.RequestBytes is not null || gpu.UsedBytes >= Scarce * gpu.TotalBytes))
        {
            WriteLedger(screen, gpu);
        }

        FitPrediction[] fits = [.. analysis.Fits.Where(prediction => prediction.PeakBytes >= Scarce * prediction.LimitBytes)];
        if (fits.Length > 0)
        {
            WriteFits(screen, fits);
        }
    }

    private static void WriteLedger(TextScreen screen, MemoryLedger memory, double startedAt)
    {
        screen.Heading($"Who held the memory {(memory.IsAtKill ? "before the kill" : "at the peak")}, after {Humanize.Duration(memory.At - startedAt)}");
        LedgerEntry[] holders = [.. memory.Entries.Where(entry => entry.Bytes >= Worthwhile * memory.TotalBytes)];
        var rows = holders.Take(HoldersShown).Select(entry => Row(RunText.OneLine(entry.Name), entry.Bytes, memory.TotalBytes)).ToList();
        int others = memory.Entries.Count - rows.Count;
        double rest = memory.Entries.Except(holders.Take(HoldersShown)).Sum(entry => entry.Bytes);
        if (rest >= Worthwhile * memory.TotalBytes)
        {
            rows.Add(Row(Humanize.Count(others, "other"), rest, memory.TotalBytes));
        }

        rows.Add(Row("free", memory.FreeBytes, memory.TotalBytes));
        rows.Add(Row(memory.IsLimited ? "limit of the control group" : "memory of the machine", memory.TotalBytes, memory.TotalBytes));
        screen.Table(["", ">size", ">share"], rows);
        screen.Folded("  ", memory.Basis, tint: Tint.Faint);
    }

    private static void WriteLedger(TextScreen screen, GpuLedger gpu)
    {
        screen.Heading(gpu.RequestBytes is null ? $"GPU {gpu.Index}: who held its memory at the peak" : $"GPU {gpu.Index}: who held its memory as an allocation failed");
        double total = gpu.TotalBytes ?? double.NaN;
        (string Name, double? Bytes)[] rows =
        [
            ("tensors of this run", gpu.AllocatedBytes),
            ("kept unused by its allocator", gpu.ReservedUnusedBytes),
            (gpu.AllocatedBytes is null ? "this run" : "this run, all of it", gpu.OwnBytes),
            ("other programs", gpu.OtherTenantsBytes),
            ("in use by all", gpu.UsedBytes),
            ("free", gpu.FreeBytes),
            ("all there is", gpu.TotalBytes),
            ("the request that failed", gpu.RequestBytes),
        ];
        screen.Table(["", ">size", ">share"], [.. rows.Where(row => row.Bytes is not null).Select(row => Row(row.Name, row.Bytes!.Value, total))]);
        if (gpu.IsFragmented)
        {
            screen.Folded("  ", "The request would have fitted into what the allocator kept unused, had that been in one piece: fragmentation.");
        }
    }

    private static void WriteFits(TextScreen screen, FitPrediction[] fits)
    {
        screen.Heading("What would fit");
        screen.Table(
            ["change", ">peak then", ">between", ">of", "fits", "known by"],
            [.. fits.Take(FitsShown).Select(prediction => (IReadOnlyList<string>)
            [
                $"{EnumNames.ToSnakeCase(prediction.Setting)}: {AnalysisText.Value(prediction.Value)}",
                Humanize.Bytes(prediction.PredictedBytes),
                $"{Humanize.Bytes(prediction.LowBytes)} – {Humanize.Bytes(prediction.HighBytes)}",
                Humanize.Bytes(prediction.LimitBytes),
                prediction.SurelyFits ? "yes" : prediction.Fits ? "likely" : "no",
                prediction.IsMeasured ? "measured" : "assumed",
            ])]);
    }

    private static IReadOnlyList<string> Row(string name, double bytes, double total) =>
        [name, Humanize.Bytes(bytes), total > 0 ? (bytes / total * 100).ToString("0", CultureInfo.InvariantCulture) + " %" : "–"];
}
