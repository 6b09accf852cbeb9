using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Death;

/// <summary>
/// What the processes and accelerators did during a silence: who waits on what. Doing nothing is what tells a hang from a
/// long evaluation; spinning at full speed is what a collective operation does whose partner never comes.
/// </summary>
internal sealed record Stillness
{
    private const double IdleCores = 0.1;
    private const double SpinningCores = 0.8;
    private const double IdleBytesPerSecond = 1 << 20;
    private const double IdleGpuPercent = 5;
    private const double SpinningGpuPercent = 95;
    private const double DiskWaitShare = 0.5;
    private const int StateRunning = 'R';
    private const int StateDiskSleep = 'D';
    private const int StateStopped = 'T';
    private const int MostTold = 6;

    /// <summary>True when no process computed or moved data and no accelerator was busy; null when nothing was sampled.</summary>
    public required bool? IsIdle { get; init; }

    /// <summary>One sentence: who waits on what.</summary>
    public required string Story { get; init; }

    /// <summary>The processes and accelerators one by one.</summary>
    public required IReadOnlyList<EvidenceItem> Items { get; init; }

    public static Stillness Observe(RunEvidence evidence, double from, double to)
    {
        // The first moments of a silence still belong to the work before it.
        double start = from + Math.Min(5, (to - from) / 10);
        Watched[] processes = [.. evidence.Of(SubjectKind.Process).Select(process => Watched.Of(process, start, to)).OfType<Watched>()
            .Where(process => to - process.Last <= Math.Max(5, 10 * evidence.Run.Start.SampleIntervalSeconds))
            .OrderBy(process => process.Role switch { ProcessRoles.Main => 0, ProcessRoles.Worker => 1, _ => 2 })];
        (SubjectSeries Gpu, double Percent)[] gpus = [.. evidence.Of(SubjectKind.Gpu)
            .Select(gpu => (gpu, Mean(gpu, gpu.Values(GpuMetrics.Utilization), start, to))).Where(gpu => !double.IsNaN(gpu.Item2))];
        Watched[] measured = [.. processes.Where(process => !double.IsNaN(process.Cores))];
        double cores = measured.Sum(process => process.Cores);
        double bytes = processes.Sum(process => process.BytesPerSecond);
        double gpuPercent = gpus.Length == 0 ? double.NaN : gpus.Max(gpu => gpu.Percent);
        List<EvidenceItem> items = [.. processes.Take(MostTold).Select(process => process.Describe(start, to))];
        items.AddRange(gpus.Select(gpu => EvidenceItems.Samples(
            GpuMetrics.Utilization.Name, $"GPU {gpu.Gpu.Attribute(SubjectAttributes.Index)} was busy {gpu.Percent:0} % of the silence.", start, to, gpu.Percent, IdleGpuPercent, "%")));
        return new Stillness
        {
            IsIdle = measured.Length == 0 && gpus.Length == 0 ? null
                : cores < IdleCores && bytes < IdleBytesPerSecond && !(gpuPercent >= IdleGpuPercent),
            Story = Tell(processes, cores, gpuPercent),
            Items = items,
        };
    }

    private static string Tell(Watched[] processes, double cores, double gpuPercent)
    {
        Watched? main = processes.FirstOrDefault(process => process.Role == ProcessRoles.Main);
        Watched[] workers = [.. processes.Where(process => process.Role == ProcessRoles.Worker)];
        Watched[] waitingForDisk = [.. processes.Where(process => process.DiskWait >= DiskWaitShare)];
        string hands = workers.Length switch { 0 => "", 1 => " and its worker", _ => $" and its {workers.Length} workers" };
        return processes.Length == 0 ? "What its processes did was not sampled."
            : processes.All(process => process.State == StateStopped) ? "Its processes are stopped."
            : waitingForDisk.Length > 0 ? $"{Name(waitingForDisk[0])} waits for a disk or network file system that does not answer (state D)."
            : main?.Cores >= SpinningCores && gpuPercent >= SpinningGpuPercent
                ? "The main process and the GPU spin at full speed without a step: a collective operation whose partner never came looks like that."
            : main?.Cores >= SpinningCores ? $"The main process computes on {main.Cores:0.0} cores while no step comes: a loop that does not end, or one very long step."
            : workers.FirstOrDefault(worker => worker.Cores >= IdleCores) is { } busy && main is not null
                ? $"The main process waits while {Name(busy)} works at {busy.Cores:0.0} cores: it waits for data."
            : cores < IdleCores ? $"The main process{hands} sleep{(workers.Length == 0 ? "s" : "")} without using the CPU: {(workers.Length == 0 ? "it waits" : "they wait")} for a lock, a queue, a network peer or each other."
            : "Its processes do little, and no step comes.";
    }

    private static string Name(Watched process) => process.Role switch
    {
        ProcessRoles.Main => $"The main process ({process.Pid})",
        ProcessRoles.Worker => $"worker {process.Pid}",
        _ => $"process {process.Pid} ({process.CommandName})",
    };

    private static double Mean(SubjectSeries series, double[] values, double from, double to)
    {
        (double sum, int count) = (0, 0);
        for (int i = 0; i < values.Length; i++)
        {
            if (series.Times[i] > from && series.Times[i] <= to && !double.IsNaN(values[i]))
            {
                sum += values[i];
                count++;
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }

    private sealed record Watched(string Role, long? Pid, string? CommandName, double Last, int State, double DiskWait, double Cores, double BytesPerSecond)
    {
        public static Watched? Of(SubjectSeries process, double from, double to)
        {
            if (process.Count == 0 || process.Times[^1] < from)
            {
                return null;
            }

            double state = CaseFile.LastValue(process, ProcessMetrics.State, to);
            double[] states = process.Values(ProcessMetrics.State);
            int[] rows = [.. Enumerable.Range(0, states.Length).Where(i => process.Times[i] > from && process.Times[i] <= to && !double.IsNaN(states[i]))];
            return new Watched(
                process.Attribute(SubjectAttributes.Role) ?? ProcessRoles.Other,
                CaseFile.Pid(process),
                process.Attribute(SubjectAttributes.Name),
                process.Times[^1],
                double.IsNaN(state) ? 0 : (int)state,
                rows.Length == 0 ? 0 : rows.Count(i => (int)states[i] == StateDiskSleep) / (double)rows.Length,
                Rate(process, ProcessMetrics.CpuUser, from, to) + OrNone(Rate(process, ProcessMetrics.CpuSystem, from, to)),
                OrNone(Rate(process, ProcessMetrics.ReadCharacters, from, to)) + OrNone(Rate(process, ProcessMetrics.WriteCharacters, from, to)));
        }

        public EvidenceItem Describe(double from, double to)
        {
            string state = State switch
            {
                StateRunning => "running (R)",
                StateDiskSleep => "waiting for a disk (D)",
                StateStopped => "stopped (T)",
                'Z' => "ended, not yet waited for (Z)",
                'S' => "sleeping (S)",
                _ => "in an unknown state",
            };
            string who = Role switch { ProcessRoles.Main => "Main process", ProcessRoles.Worker => "Worker", _ => "Process" };
            return double.IsNaN(Cores)
                ? EvidenceItems.Samples(ProcessMetrics.State.Name, $"{who} {Pid} was {state}.", from, to)
                : EvidenceItems.Samples(ProcessMetrics.State.Name, $"{who} {Pid} was {state}, using {Cores:0.00} cores.", from, to, Cores, IdleCores, "1");
        }

        private static double Rate(SubjectSeries process, Metric counter, double from, double to) => Mean(process, process.Rates(counter), from, to);

        private static double OrNone(double rate) => double.IsNaN(rate) ? 0 : rate;
    }
}
