using System.Globalization;
using Vigil.Analysis.Evidence;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Memory;

/// <summary>Takes the ledgers of accelerators from the samples and from the message of a failed allocation.</summary>
internal static class GpuLedgerReader
{
    /// <summary>A failed allocation frees what it had gathered: the fullest sample of so many seconds before it counts.</summary>
    private const double BeforeFailureSeconds = 10;

    public static IReadOnlyList<GpuLedger> Read(RunEvidence evidence)
    {
        (GpuOomMessage? message, double? failedAt) = Failure(evidence);
        SubjectSeries[] gpus = [.. evidence.Of(SubjectKind.Gpu).Where(gpu =>
            gpu.Attribute(SubjectAttributes.UnifiedMemory) != "true" && gpu.Values(GpuMetrics.MemoryUsed).Any(value => !double.IsNaN(value)))];
        SubjectSeries? struck = message is null ? null : Struck(evidence, gpus, message);
        List<GpuLedger> ledgers = [.. gpus.Select(gpu => Of(evidence, gpu, gpu == struck ? message : null, failedAt)).OfType<GpuLedger>()];
        if (message is not null && struck is null)
        {
            ledgers.Insert(0, Fill(new GpuLedger { Index = message.Gpu, At = failedAt }, message));
        }

        return ledgers;
    }

    private static (GpuOomMessage? Message, double? At) Failure(RunEvidence evidence)
    {
        RunEvent? said = evidence.EventsOf(EventTypes.CudaOom).LastOrDefault();
        LogFinding? line = evidence.Log.Primary?.Class == CauseClass.CudaOom ? evidence.Log.Primary : evidence.Log.Findings.LastOrDefault(finding => finding.Class == CauseClass.CudaOom);
        GpuOomMessage? message = line is null ? null : GpuOomMessage.Parse(line.Message) ?? (line.Captures.Count > 0 ? GpuOomMessage.From(line.Captures) : null);
        return (message ?? (said?.Text("text") is { } text ? GpuOomMessage.Parse(text) : null), said?.UnixSeconds ?? line?.Timestamp);
    }

    /// <summary>
    /// The device that the message is about. Its number is as the program counts, which CUDA_VISIBLE_DEVICES may shift: the
    /// device that the run's own processes are on is surer.
    /// </summary>
    private static SubjectSeries? Struck(RunEvidence evidence, SubjectSeries[] gpus, GpuOomMessage message)
    {
        HashSet<string> own = OwnPids(evidence);
        SubjectSeries[] used = [.. gpus.Where(gpu => evidence.Of(SubjectKind.GpuProcess).Any(process => IsOn(process, gpu) && own.Contains(process.Attribute(SubjectAttributes.Pid) ?? "")))];
        SubjectSeries[] candidates = used.Length > 0 ? used : gpus;
        string? number = message.Gpu?.ToString(CultureInfo.InvariantCulture);
        return candidates.Length == 1 ? candidates[0]
            : candidates.FirstOrDefault(gpu => gpu.Attribute(SubjectAttributes.Index) == number) ?? candidates.FirstOrDefault();
    }

    private static GpuLedger? Of(RunEvidence evidence, SubjectSeries gpu, GpuOomMessage? message, double? failedAt)
    {
        double[] used = gpu.Values(GpuMetrics.MemoryUsed);
        int row = message is not null && failedAt is { } at ? Peak(gpu, used, at - BeforeFailureSeconds, at + evidence.Run.Start.SampleIntervalSeconds) : -1;
        row = row >= 0 ? row : Peak(gpu, used, double.NegativeInfinity, double.PositiveInfinity);
        if (row < 0)
        {
            return null;
        }

        HashSet<string> own = OwnPids(evidence);
        double tolerance = Math.Max(2, 5 * evidence.Run.Start.SampleIntervalSeconds);
        (long Pid, double Bytes, bool IsOwn)[] tenants = [.. evidence.Of(SubjectKind.GpuProcess).Where(process => IsOn(process, gpu))
            .Select(process => (Pid: Pid(process), Bytes: LastBefore(process, gpu.Times[row], tolerance), IsOwn: own.Contains(process.Attribute(SubjectAttributes.Pid) ?? "")))
            .Where(tenant => !double.IsNaN(tenant.Bytes))];
        double? total = gpu.Values(GpuMetrics.MemoryTotal)[row] is var size && double.IsNaN(size) ? null : size;
        var ledger = new GpuLedger
        {
            GpuKey = gpu.Subject.Key,
            Index = int.TryParse(gpu.Attribute(SubjectAttributes.Index), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null,
            At = gpu.Times[row],
            TotalBytes = total,
            UsedBytes = used[row],
            FreeBytes = total - used[row],
            OwnBytes = tenants.Any(tenant => tenant.IsOwn) ? tenants.Where(tenant => tenant.IsOwn).Sum(tenant => tenant.Bytes) : null,
            OtherTenants = [.. tenants.Where(tenant => !tenant.IsOwn).Select(tenant => (tenant.Pid, tenant.Bytes))],
            OtherTenantsBytes = tenants.Length > 0 ? tenants.Where(tenant => !tenant.IsOwn).Sum(tenant => tenant.Bytes) : null,
        };
        return message is null ? ledger : Fill(ledger, message);
    }

    private static GpuLedger Fill(GpuLedger ledger, GpuOomMessage message)
    {
        double? total = message.TotalBytes ?? ledger.TotalBytes;
        double? free = message.FreeBytes ?? ledger.FreeBytes;
        double? own = message.ProcessBytes ?? ledger.OwnBytes ?? message.ReservedBytes;
        double? used = ledger.UsedBytes is { } sampled && total - free is { } said ? Math.Max(sampled, said) : ledger.UsedBytes ?? (total - free);
        double? others = ledger.OtherTenants.Count > 0 ? ledger.OtherTenantsBytes : (double?)message.OtherProcessesBytes ?? ledger.OtherTenantsBytes;
        return ledger with
        {
            TotalBytes = total,
            FreeBytes = free,
            UsedBytes = used,
            OwnBytes = own,
            OtherTenantsBytes = others,
            OtherTenants = ledger.OtherTenants.Count == 0 && others > 0 ? [(0, others.Value)] : ledger.OtherTenants,
            AllocatedBytes = message.AllocatedBytes,
            ReservedUnusedBytes = message.ReservedUnallocatedBytes,
            RequestBytes = message.TriedBytes,
        };
    }

    private static HashSet<string> OwnPids(RunEvidence evidence) =>
        [.. evidence.Of(SubjectKind.Process).Select(process => process.Attribute(SubjectAttributes.Pid)).OfType<string>()];

    private static bool IsOn(SubjectSeries process, SubjectSeries gpu) => process.Subject.Key.StartsWith(gpu.Subject.Key + "/", StringComparison.Ordinal);

    private static long Pid(SubjectSeries process) =>
        long.TryParse(process.Attribute(SubjectAttributes.Pid), NumberStyles.None, CultureInfo.InvariantCulture, out long pid) ? pid : 0;

    private static int Peak(SubjectSeries subject, double[] values, double from, double to)
    {
        int best = -1;
        for (int i = 0; i < values.Length; i++)
        {
            if (subject.Times[i] >= from && subject.Times[i] <= to && !double.IsNaN(values[i]) && (best < 0 || values[i] > values[best]))
            {
                best = i;
            }
        }

        return best;
    }

    private static double LastBefore(SubjectSeries process, double time, double tolerance)
    {
        double[] values = process.Values(GpuProcessMetrics.MemoryUsed);
        for (int i = values.Length - 1; i >= 0; i--)
        {
            if (process.Times[i] <= time && !double.IsNaN(values[i]))
            {
                return time - process.Times[i] <= tolerance ? values[i] : double.NaN;
            }
        }

        return double.NaN;
    }
}
