using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Cli.Output;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Cli.Top;

/// <summary>Draws one screen of <c>vigil top</c> as lines of text: a pure function of the data and the size.</summary>
internal static class TopScreen
{
    private const int BarWidth = 20;

    public static IReadOnlyList<string> Draw(TopData data, int width, int height)
    {
        var lines = new List<string> { Header(data), Steps(data.Step) };
        lines.AddRange(Machine(data));
        lines.AddRange(data.Of(SubjectKind.Gpu).Select(Gpu));
        lines.Add(Traffic(data));
        lines.Add("");
        int room = height - lines.Count - data.Events.Count - 4;
        lines.AddRange(Processes(data, Math.Max(3, room)));
        lines.Add("");
        lines.AddRange(data.Events.Select(stored => Event(stored, data.Run.Start.StartedAt)));
        return [.. lines.Take(height).Select(line => line.Length > width ? line[..(width - 1)] + "…" : line)];
    }

    private static string Header(TopData data)
    {
        string state = data.Run.State == RunState.Running ? "running" : RunText.End(data.Run);
        double seconds = (data.Run.Outcome?.EndedAt ?? data.Run.LastSeenAt) - data.Run.Start.StartedAt;
        double age = data.NowUnixSeconds - data.Run.LastSeenAt;
        string late = data.Run.State == RunState.Running && age > 5 ? $"  (last sample {Humanize.Duration(age)} ago)" : "";
        return $"vigil   {data.Run.Start.Id}  {RunText.OneLine(data.Run.Start.Name)}  {state} {Humanize.Duration(seconds)}{late}";
    }

    private static string Steps(StepReading? step)
    {
        if (step is null)
        {
            return "step    none seen yet";
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"step    {step.Step}");
        text += step.TotalSteps is { } total ? string.Create(CultureInfo.InvariantCulture, $" of {total}") : "";
        (string Label, double? Value)[] fields =
        [
            ("epoch", step.Epoch), ("loss", step.Loss), ("G loss", step.GeneratorLoss), ("D loss", step.DiscriminatorLoss),
            ("lr", step.LearningRate), ("grad", step.GradientNorm), ("s/step", step.StepSeconds),
        ];
        return text + string.Concat(fields.Where(field => field.Value is not null).Select(field => $"  {field.Label} {Humanize.Number(field.Value)}"));
    }

    private static IEnumerable<string> Machine(TopData data)
    {
        SampleTotals totals = data.Totals?.Totals ?? default;
        TopSubject? system = data.Of(SubjectKind.System).FirstOrDefault();
        double? cores = system?.Value(SystemMetrics.CpuCount);
        double? tree = data.Of(SubjectKind.Process).Sum(process => Cpu(process) ?? 0);
        double? wait = cores > 0 ? system?.Rate(SystemMetrics.CpuIoWait) / cores * 100 : null;
        yield return $"cpu     {Bar(totals.CpuPercent)}  program {Humanize.Percent(tree)} of a core, iowait {Humanize.Percent(wait)}";
        double? used = totals.MemoryTotalBytes > 0 ? 100.0 * totals.MemoryUsedBytes / totals.MemoryTotalBytes : null;
        yield return $"memory  {Bar(used)}  {Humanize.Bytes(totals.MemoryUsedBytes)} of {Humanize.Bytes(totals.MemoryTotalBytes)}, swap {Humanize.Bytes(totals.SwapUsedBytes)}";
    }

    private static string Gpu(TopSubject gpu)
    {
        string index = gpu.Stored.Attributes.GetValueOrDefault(SubjectAttributes.Index) ?? "";
        return $"gpu {index,-3} {Bar(gpu.Value(GpuMetrics.Utilization))}  {Humanize.Bytes(gpu.Value(GpuMetrics.MemoryUsed))} of {Humanize.Bytes(gpu.Value(GpuMetrics.MemoryTotal))}, {gpu.Value(GpuMetrics.Temperature):0} °C, {gpu.Value(GpuMetrics.Power):0} W";
    }

    private static string Traffic(TopData data)
    {
        double Sum(SubjectKind kind, Metric metric) => data.Of(kind).Sum(subject => subject.Rate(metric) ?? 0);
        return $"disk    read {Humanize.Bytes(Sum(SubjectKind.Disk, DiskMetrics.ReadBytes))}/s, written {Humanize.Bytes(Sum(SubjectKind.Disk, DiskMetrics.WriteBytes))}/s"
            + $"   net  in {Humanize.Bytes(Sum(SubjectKind.Network, NetworkMetrics.ReceivedBytes))}/s, out {Humanize.Bytes(Sum(SubjectKind.Network, NetworkMetrics.SentBytes))}/s";
    }

    private static IEnumerable<string> Processes(TopData data, int most)
    {
        var processes = data.Of(SubjectKind.Process).OrderByDescending(Memory).ToList();
        yield return $"{"PID",7}  {"ROLE",-6} {"CPU %",6} {"MEMORY",9} {"SWAP",9} {"THREADS",7} {"READ/s",9} {"WRITE/s",9}  NAME";
        foreach (TopSubject process in processes.Take(most))
        {
            IReadOnlyDictionary<string, string> facts = process.Stored.Attributes;
            yield return $"{facts.GetValueOrDefault(SubjectAttributes.Pid),7}  {facts.GetValueOrDefault(SubjectAttributes.Role),-6} "
                + $"{Cpu(process)?.ToString("0.0", CultureInfo.InvariantCulture) ?? "–",6} {Humanize.Bytes(Memory(process)),9} "
                + $"{Humanize.Bytes(process.Value(ProcessMetrics.Swapped)),9} {process.Value(ProcessMetrics.Threads),7} "
                + $"{Humanize.Bytes(process.Rate(ProcessMetrics.ReadBytes)),9} {Humanize.Bytes(process.Rate(ProcessMetrics.WriteBytes)),9}  "
                + RunText.OneLine(facts.GetValueOrDefault(SubjectAttributes.Name) ?? "");
        }

        if (processes.Count > most)
        {
            yield return $"         … and {processes.Count - most} more";
        }
    }

    private static string Event(StoredEvent stored, double startedAt)
    {
        string details = stored.Event.Details is { } json
            ? string.Join(' ', json.Where(detail => detail.Value is JsonValue).Select(detail => $"{detail.Key}={detail.Value}"))
            : "";
        string time = (stored.Event.UnixSeconds - startedAt).ToString("0.0", CultureInfo.InvariantCulture);
        return $"{time,7} s  {stored.Event.Type}  {RunText.OneLine(details)}";
    }

    private static double? Cpu(TopSubject process) =>
        process.Rate(ProcessMetrics.CpuUser) is { } user && process.Rate(ProcessMetrics.CpuSystem) is { } system ? (user + system) * 100 : null;

    private static double? Memory(TopSubject process) =>
        process.Value(ProcessMetrics.Proportional) ?? process.Value(ProcessMetrics.Resident);

    private static string Bar(double? percent)
    {
        int full = (int)Math.Round(Math.Clamp(percent ?? 0, 0, 100) / 100 * BarWidth);
        return $"[{new string('#', full)}{new string(' ', BarWidth - full)}] {Humanize.Percent(percent),7}";
    }
}
