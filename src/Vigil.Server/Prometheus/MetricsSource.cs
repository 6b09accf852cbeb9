using Vigil.Core.Live;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Server.Prometheus;

/// <summary>
/// Gathers what a scrape answers: the machine by the newest sample of a record of it that is alive, and every live run.
/// However many there are, the answer stays bounded; what was left out is counted.
/// </summary>
internal sealed class MetricsSource(IRunStore store, ILiveReader live, TimeProvider time)
{
    public const int MostRuns = 50;
    public const int MostProcesses = 64;
    public const int MostDevices = 64;
    private const int MostCores = 512;

    /// <summary>Silence after which a record is no longer alive, seconds, unless its samples are further apart.</summary>
    private const double LongestSilence = 30;
    private const double SilentIntervals = 3;

    private static readonly Family s_leftOut = new("vigil_metrics_left_out", FamilyType.Gauge, "What this page leaves out because there is too much of it");
    private static readonly Family s_liveRuns = new("vigil_live_runs", FamilyType.Gauge, "Runs that are being recorded now");
    private static readonly Family s_machineTime = new("vigil_machine_last_sample_timestamp_seconds", FamilyType.Gauge, "When the machine's values of this scrape were read, Unix time", "seconds");

    // How far back the latest step is looked for, seconds: most runs step often, few take long.
    private static readonly double[] s_lookBack = [60, 3600];

    public void Fill(MetricsPage page, bool exporterNames)
    {
        double now = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        RunRecord[] records = [.. live.ReadActiveRuns(now).SelectMany(store.FindRuns).Where(run => IsAlive(run, now))];

        // One that stays the same from scrape to scrape: who watches the machine, else who has done so for longest.
        RunRecord? machine = records.Where(run => run.Start.Kind is RunKind.Run or RunKind.Monitor && run.Start.Recorder.HostName == Environment.MachineName)
            .OrderBy(run => run.Start.Kind == RunKind.Monitor ? 0 : 1).ThenBy(run => run.Start.StartedAt).FirstOrDefault();
        NewestSample? sample = machine is null ? null : live.ReadNewest(machine.Start.Id);
        if (sample is not null)
        {
            page.Add(s_machineTime, sample.UnixMilliseconds / 1000.0);
            FillMachine(page, sample, exporterNames);
        }

        // The newest runs, where there are too many.
        RunRecord[] runs = [.. records.Where(run => run.Start.Kind == RunKind.Run)];
        page.Add(s_liveRuns, runs.Length);
        LeftOut(page, "run", runs.Length - MostRuns);
        int processesLeftOut = 0;
        foreach (RunRecord run in runs.OrderByDescending(run => run.Start.StartedAt).Take(MostRuns))
        {
            processesLeftOut += FillRun(page, run, run == machine ? sample : live.ReadNewest(run.Start.Id));
        }

        LeftOut(page, "process", processesLeftOut);
    }

    private static bool IsAlive(RunRecord run, double now) =>
        run.State == RunState.Running && now - run.LastSeenAt <= Math.Max(LongestSilence, SilentIntervals * run.Start.SampleIntervalSeconds);

    private static void FillMachine(MetricsPage page, NewestSample sample, bool exporterNames)
    {
        foreach (SubjectReadings system in sample.Subjects.Where(subject => subject.Subject.Kind == SubjectKind.System))
        {
            long cpus = Math.Max(1, system.Stored(SystemMetrics.CpuCount) ?? 1);
            page.Add(MachineNames.CpuCount, system.Stored(SystemMetrics.CpuCount));
            foreach ((Metric metric, string mode) in MachineNames.CpuModes)
            {
                page.Add(MachineNames.CpuSeconds, (double?)(system.Stored(metric) * (decimal)metric.Scale / cpus), ("cpu", "mean"), ("mode", mode));
            }

            Add(page, MachineNames.System, system);
            if (exporterNames)
            {
                Add(page, MachineNames.SystemExporter, system);
                page.Add(MachineNames.SwapFree, system.Stored(SystemMetrics.SwapTotal) - system.Stored(SystemMetrics.SwapUsed));
            }
        }

        foreach (SubjectReadings core in Some(page, sample, SubjectKind.CpuCore, MostCores))
        {
            Add(page, MachineNames.CpuCore, core, ("cpu", core.Subject.Key));
        }

        foreach (SubjectReadings disk in Some(page, sample, SubjectKind.Disk, MostDevices))
        {
            Add(page, MachineNames.Disk, disk, ("device", disk.Subject.Key));
        }

        foreach (SubjectReadings files in Some(page, sample, SubjectKind.FileSystem, MostDevices))
        {
            Add(page, MachineNames.FileSystem, files, ("device", files.Subject.Key), ("mountpoint", files.Subject.Attributes.GetValueOrDefault(SubjectAttributes.Path)));
        }

        foreach (SubjectReadings network in Some(page, sample, SubjectKind.Network, MostDevices))
        {
            Add(page, MachineNames.Network, network, ("device", network.Subject.Key));
        }

        foreach (SubjectReadings gpu in Some(page, sample, SubjectKind.Gpu, MostDevices))
        {
            (string, string?)[] labels =
            [
                ("gpu", gpu.Subject.Attributes.GetValueOrDefault(SubjectAttributes.Index)),
                ("UUID", gpu.Subject.Key),
                ("pci_bus_id", gpu.Subject.Attributes.GetValueOrDefault(SubjectAttributes.PciAddress)),
                (exporterNames ? "modelName" : "model_name", gpu.Subject.Attributes.GetValueOrDefault(SubjectAttributes.Model)),
                ("Hostname", Environment.MachineName),
            ];
            Add(page, GpuNames.Gpu, gpu, labels);
            GpuNames.AddFree(page, gpu, labels);
            if (exporterNames)
            {
                Add(page, GpuNames.GpuExporter, gpu, labels);
            }
        }
    }

    /// <summary>Tells of a run; returns how many of its processes were left out.</summary>
    private int FillRun(MetricsPage page, RunRecord run, NewestSample? newest)
    {
        (string, string?)[] labels = [("run", run.Start.Id), ("name", run.Start.Name)];
        page.Add(RunNames.StartTime, run.Start.StartedAt, labels);
        if (s_lookBack.Select(back => store.ReadSteps(run.Start.Id, run.LastSeenAt - back).LastOrDefault()).FirstOrDefault(step => step is not null) is { } latest)
        {
            page.Add(RunNames.StepTime, latest.UnixSeconds, labels);
            foreach ((Family family, var value) in RunNames.Step)
            {
                page.Add(family, value(latest), labels);
            }
        }

        if (store.ReadTotals(run.Start.Id, run.LastSeenAt - s_lookBack[0]).LastOrDefault() is { } totals)
        {
            foreach ((Family family, var value) in RunNames.Totals)
            {
                page.Add(family, value(totals.Totals), labels);
            }
        }

        if (newest is not { } sample)
        {
            return 0;
        }

        page.Add(RunNames.SampleTime, sample.UnixMilliseconds / 1000.0, labels);
        SubjectReadings[] processes = [.. sample.Subjects.Where(subject => subject.Subject.Kind == SubjectKind.Process).OrderByDescending(process => process.Stored(ProcessMetrics.Resident) ?? 0)];
        foreach (SubjectReadings subject in sample.Subjects)
        {
            switch (subject.Subject.Kind)
            {
                case SubjectKind.Recorder:
                    Add(page, RunNames.Recorder, subject, labels);
                    break;
                case SubjectKind.Cgroup:
                    Add(page, RunNames.Cgroup, subject, [.. labels, ("id", subject.Subject.Key)]);
                    break;
                default:
                    break;
            }
        }

        foreach (SubjectReadings process in processes.Take(MostProcesses))
        {
            IReadOnlyDictionary<string, string> attributes = process.Subject.Attributes;
            Add(page, RunNames.Process, process, [.. labels, ("pid", attributes.GetValueOrDefault(SubjectAttributes.Pid)), ("role", attributes.GetValueOrDefault(SubjectAttributes.Role)), ("process", attributes.GetValueOrDefault(SubjectAttributes.Name))]);
        }

        return Math.Max(0, processes.Length - MostProcesses);
    }

    private static IEnumerable<SubjectReadings> Some(MetricsPage page, NewestSample sample, SubjectKind kind, int most)
    {
        SubjectReadings[] all = [.. sample.Subjects.Where(subject => subject.Subject.Kind == kind)];
        LeftOut(page, EnumNames.ToSnakeCase(kind), all.Length - most);
        return all.Take(most);
    }

    private static void LeftOut(MetricsPage page, string kind, int count) => page.Add(s_leftOut, Math.Max(0, count), ("kind", kind));

    private static void Add(MetricsPage page, Mapping[] mappings, SubjectReadings subject, params (string Name, string? Value)[] labels)
    {
        foreach (Mapping mapping in mappings)
        {
            page.Add(mapping.Family, mapping.Of(subject), mapping.Label.Length == 0 ? labels : [.. labels, (mapping.Label, mapping.LabelValue)]);
        }
    }
}
