using Vigil.Analysis.Evidence;
using Vigil.Cli.Settings;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Cli.Plot;

/// <summary>The charts of a run, those without data left out.</summary>
internal sealed class RunCharts(RunEvidence evidence, VigilSettings settings)
{
    /// <summary>Points of a line: about as many as a wide screen has columns for a chart.</summary>
    public const int Points = 1000;

    /// <summary>All of them, in the order of the page.</summary>
    public IReadOnlyList<Chart> Create() =>
        [.. new[] { Memory(), GpuMemory(), GpuUse(), Cpu(), Disk(), Network(), Swap(), GpuHeat(), Loss(), GradientNorm(), LearningRate(), StepTime() }
            .OfType<Chart>().Where(chart => chart.Lines.Concat(chart.Stacked).Any(series => series.Points.Times.Length > 0))];

    private Chart? Memory()
    {
        IReadOnlyList<StoredTotals> totals = evidence.Totals;
        double total = totals.Select(sample => (double?)sample.Totals.MemoryTotalBytes).LastOrDefault(value => value is not null) ?? 0;
        ChartSeries used = Line("in use, all programs", totals.Select(sample => (sample.UnixSeconds, (double?)sample.Totals.MemoryUsedBytes ?? double.NaN)));
        IReadOnlyList<ChartSeries> stack = new ProcessStack(evidence, Points).Create();
        double warning = settings.Recorder.MemoryWarningThreshold;
        double critical = settings.Recorder.MemoryCriticalThreshold;
        return new Chart
        {
            Title = "Memory",
            Unit = "bytes",
            Stacked = stack,
            Lines = used.Points.Times.Length > 0 ? [used] : [],
            Top = total > 0 && used.Points.Highs.DefaultIfEmpty(0).Max() > total / 2 ? total : null,
            Thresholds = total > 0
                ? [(total * warning, $"warning {warning * 100:0} %", false), (total * critical, $"critical {critical * 100:0} %", true), (total, "all there is", true)]
                : [],
        };
    }

    private Chart? GpuMemory()
    {
        IReadOnlyList<SubjectSeries> gpus = evidence.Of(SubjectKind.Gpu);
        double total = gpus.SelectMany(gpu => gpu.Values(GpuMetrics.MemoryTotal)).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return new Chart
        {
            Title = "GPU memory",
            Unit = "bytes",
            Lines = [.. gpus.Select((gpu, index) => Line(NameOf(gpu, index), gpu, gpu.Values(GpuMetrics.MemoryUsed)))],
            Top = total > 0 ? total : null,
            Thresholds = total > 0 ? [(total, "all there is", true)] : [],
        };
    }

    private Chart? GpuUse() => new()
    {
        Title = "GPU utilisation",
        Unit = "percent",
        Top = 100,
        Lines = [.. evidence.Of(SubjectKind.Gpu).Select((gpu, index) => Line(NameOf(gpu, index), gpu, gpu.Values(GpuMetrics.Utilization)))],
    };

    private Chart? GpuHeat() => new()
    {
        Title = "GPU temperature",
        Unit = "celsius",
        Lines = [.. evidence.Of(SubjectKind.Gpu).Select((gpu, index) => Line(NameOf(gpu, index), gpu, gpu.Values(GpuMetrics.Temperature)))],
        Thresholds = [(settings.Resources.GpuTemperatureThreshold, "hot", false)],
    };

    private Chart? Cpu()
    {
        if (evidence.System is not { } system)
        {
            return null;
        }

        double[] busy = Sum(system.Rates(SystemMetrics.CpuUser), system.Rates(SystemMetrics.CpuSystem), system.Rates(SystemMetrics.CpuSteal));
        double[] waiting = system.Rates(SystemMetrics.CpuIoWait);
        double[] all = Sum(busy, waiting, system.Rates(SystemMetrics.CpuIdle));
        return new Chart
        {
            Title = "CPU, of all cores",
            Unit = "percent",
            Top = 100,
            Lines =
            [
                Line("busy", system, Share(busy, all)),
                Line("idle, waiting for disks", system, Share(waiting, all)),
            ],
        };
    }

    private Chart? Disk()
    {
        IReadOnlyList<SubjectSeries> disks = evidence.Of(SubjectKind.Disk);
        return new Chart
        {
            Title = "Disks",
            Unit = "rate",
            Lines = [Total("read", disks, DiskMetrics.ReadBytes), Total("written", disks, DiskMetrics.WriteBytes)],
        };
    }

    private Chart? Network()
    {
        IReadOnlyList<SubjectSeries> interfaces = evidence.Of(SubjectKind.Network);
        return new Chart
        {
            Title = "Network",
            Unit = "rate",
            Lines = [Total("received", interfaces, NetworkMetrics.ReceivedBytes), Total("sent", interfaces, NetworkMetrics.SentBytes)],
        };
    }

    private Chart? Swap()
    {
        ChartSeries used = Line("swap in use", evidence.Totals.Select(sample => (sample.UnixSeconds, (double?)sample.Totals.SwapUsedBytes ?? double.NaN)));
        return used.Points.Highs.DefaultIfEmpty(0).Max() > 0 ? new Chart { Title = "Swap", Unit = "bytes", Lines = [used] } : null;
    }

    private Chart? Loss()
    {
        ChartSeries[] losses = [Steps("loss", step => step.Loss), Steps("generator", step => step.GeneratorLoss), Steps("discriminator", step => step.DiscriminatorLoss)];
        losses = [.. losses.Where(series => series.Points.Times.Length > 0)];
        double low = losses.SelectMany(series => series.Points.Lows).DefaultIfEmpty(0).Min();
        double high = losses.SelectMany(series => series.Points.Highs).DefaultIfEmpty(0).Max();
        return new Chart { Title = "Loss", Unit = "number", Lines = losses, Logarithmic = low > 0 && high / low > 100 };
    }

    private Chart? GradientNorm() => new() { Title = "Gradient norm", Unit = "number", Lines = [Steps("gradient norm", step => step.GradientNorm)] };

    private Chart? LearningRate() => new() { Title = "Learning rate", Unit = "number", Lines = [Steps("learning rate", step => step.LearningRate)] };

    /// <summary>The step's own time where it is told, else the time from the step before, per step.</summary>
    private Chart? StepTime()
    {
        IReadOnlyList<StepReading> steps = evidence.Steps;
        ChartSeries told = Steps("step", step => step.StepSeconds);
        ChartSeries data = Steps("waiting for data", step => step.DataSeconds);
        if (told.Points.Times.Length == 0)
        {
            told = Line("from step to step", steps.Zip(steps.Skip(1), (before, step) =>
                (step.UnixSeconds, step.Step > before.Step && step.UnixSeconds > before.UnixSeconds ? (step.UnixSeconds - before.UnixSeconds) / (step.Step - before.Step) : double.NaN)));
        }

        return new Chart { Title = "Step time", Unit = "seconds", Lines = data.Points.Times.Length > 0 ? [told, data] : [told] };
    }

    private ChartSeries Steps(string name, Func<StepReading, double?> value) =>
        Line(name, evidence.Steps.Select(step => (step.UnixSeconds, value(step) ?? double.NaN)));

    private ChartSeries Line(string name, IEnumerable<(double Time, double Value)> points)
    {
        (double Time, double Value)[] all = [.. points];
        return Line(name, [.. all.Select(point => point.Time)], [.. all.Select(point => point.Value)]);
    }

    private ChartSeries Line(string name, SubjectSeries subject, double[] values) => Line(name, subject.Times, values);

    private ChartSeries Line(string name, double[] times, double[] values) =>
        new(name, ThinnedSeries.Of(times, values, evidence.From, evidence.To, Points));

    /// <summary>A rate of several subjects together; their samples share their times.</summary>
    private ChartSeries Total(string name, IReadOnlyList<SubjectSeries> subjects, Metric counter)
    {
        var sums = new SortedDictionary<double, double>();
        foreach (SubjectSeries subject in subjects)
        {
            double[] rates = subject.Rates(counter);
            for (int i = 0; i < rates.Length; i++)
            {
                if (double.IsFinite(rates[i]))
                {
                    sums[subject.Times[i]] = sums.GetValueOrDefault(subject.Times[i]) + rates[i];
                }
            }
        }

        return Line(name, sums.Select(pair => (pair.Key, pair.Value)));
    }

    private static string NameOf(SubjectSeries gpu, int index) => $"GPU {gpu.Attribute(SubjectAttributes.Index) ?? index.ToString()}";

    private static double[] Sum(params double[][] parts)
    {
        var sum = new double[parts[0].Length];
        for (int i = 0; i < sum.Length; i++)
        {
            // A part that the platform does not tell (stolen time, waiting) counts as none.
            sum[i] = double.IsNaN(parts[0][i]) ? double.NaN : parts.Sum(part => double.IsNaN(part[i]) ? 0 : part[i]);
        }

        return sum;
    }

    private static double[] Share(double[] part, double[] all) =>
        [.. part.Select((value, i) => all[i] > 0 ? value / all[i] * 100 : double.NaN)];
}
