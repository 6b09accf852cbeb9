using System.Globalization;
using System.Text;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Server.Exporting;

/// <summary>The tables of a run as CSV, each streamed into a writer: what <c>vigil export</c> and the server both give.</summary>
/// <param name="store">Where they are read from.</param>
/// <param name="run">The run.</param>
public sealed class RunTables(IRunReader store, RunRecord run)
{
    private readonly string _id = run.Start.Id;

    /// <summary>The columns of the totals besides the time.</summary>
    internal static readonly (string Name, Func<SampleTotals, double?> Value)[] Totals =
    [
        ("total_memory_bytes", totals => totals.MemoryTotalBytes),
        ("used_memory_bytes", totals => totals.MemoryUsedBytes),
        ("available_memory_bytes", totals => totals.MemoryAvailableBytes),
        ("swap_used_bytes", totals => totals.SwapUsedBytes),
        ("main_process_memory_bytes", totals => totals.MainProcessBytes),
        ("worker_memory_bytes", totals => totals.WorkerBytes),
        ("worker_count", totals => totals.WorkerCount),
        ("gpu_memory_used_bytes", totals => totals.GpuMemoryUsedBytes),
        ("gpu_utilization_percent", totals => totals.GpuUtilizationPercent),
        ("cpu_utilization_percent", totals => totals.CpuPercent),
    ];

    /// <summary>Every table with the name of its file, in the order in which people read them.</summary>
    public IEnumerable<(string FileName, Action<TextWriter> Write)> All() =>
    [
        ("samples.csv", WriteTotals),
        .. Subjects(),
        ("steps.csv", WriteSteps),
        ("events.csv", WriteEvents),
    ];

    /// <summary>One table for each kind of subject that the run has.</summary>
    public IEnumerable<(string FileName, Action<TextWriter> Write)> Subjects() => store.ReadSubjects(_id)
        .GroupBy(subject => subject.Kind).OrderBy(kind => kind.Key)
        .Select(kind => (EnumNames.ToSnakeCase(kind.Key) + ".csv", (Action<TextWriter>)(file => WriteSubjects(file, kind.Key, kind))));

    /// <summary>The readings of one kind of subject; the heading alone where the run has none.</summary>
    public void WriteSubjects(TextWriter file, SubjectKind kind) => WriteSubjects(file, kind, store.ReadSubjects(_id).Where(subject => subject.Kind == kind));

    /// <summary>The totals of every sample.</summary>
    public void WriteTotals(TextWriter file)
    {
        file.WriteLine("timestamp," + string.Join(',', Totals.Select(column => column.Name)));
        foreach (StoredTotals stored in store.ReadTotals(_id))
        {
            file.Write(CsvText.Time(stored.UnixSeconds));
            foreach ((_, Func<SampleTotals, double?> value) in Totals)
            {
                file.Write(',');
                file.Write(CsvText.Field(value(stored.Totals)));
            }

            file.WriteLine();
        }
    }

    /// <summary>The training steps.</summary>
    public void WriteSteps(TextWriter file)
    {
        List<StepReading> steps = [.. store.ReadSteps(_id)];
        string[] others = [.. steps.SelectMany(step => step.Others).Select(other => other.Key).Distinct().Order(StringComparer.Ordinal)];
        file.WriteLine("step,timestamp,source,epoch,loss,generator_loss,discriminator_loss,learning_rate,gradient_norm,batch_size,samples_per_second,tokens_per_second,step_time_seconds,batch_time_seconds,data_time_seconds"
            + string.Concat(others.Select(other => "," + CsvText.Field(other))));
        foreach (StepReading step in steps)
        {
            file.Write(string.Join(',',
                CsvText.Field(step.Step),
                CsvText.Time(step.UnixSeconds),
                EnumNames.ToSnakeCase(step.Source),
                CsvText.Field(step.Epoch),
                CsvText.Field(step.Loss),
                CsvText.Field(step.GeneratorLoss),
                CsvText.Field(step.DiscriminatorLoss),
                CsvText.Field(step.LearningRate),
                CsvText.Field(step.GradientNorm),
                CsvText.Field((long?)step.BatchSize),
                CsvText.Field(step.SamplesPerSecond),
                CsvText.Field(step.TokensPerSecond),
                CsvText.Field(step.StepSeconds),
                CsvText.Field(step.BatchSeconds),
                CsvText.Field(step.DataSeconds)));
            foreach (string other in others)
            {
                int index = step.Others.Select(pair => pair.Key).ToList().IndexOf(other);
                file.Write(',');
                file.Write(index < 0 ? "" : CsvText.Field(step.Others[index].Value));
            }

            file.WriteLine();
        }
    }

    /// <summary>The events.</summary>
    public void WriteEvents(TextWriter file)
    {
        file.WriteLine("timestamp,type,details");
        foreach (StoredEvent stored in store.ReadEvents(_id))
        {
            file.WriteLine(string.Join(',',
                CsvText.Time(stored.Event.UnixSeconds),
                CsvText.Field(stored.Event.Type),
                CsvText.Field(stored.Event.Details?.ToJsonString())));
        }
    }

    /// <summary>The kept output, byte for byte; where some was not kept, a line says so.</summary>
    public void WriteOutput(Stream file)
    {
        foreach (StoredOutput piece in store.ReadOutput(_id))
        {
            if (piece.DroppedBytes > 0)
            {
                file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n[vigil: {piece.DroppedBytes} bytes of output were not kept here]\n")));
            }

            file.Write(piece.Data.Span);
        }
    }

    /// <summary>A reading in the unit of its metric; null when there was none.</summary>
    public static double? Value(SeriesTable series, Metric metric, int row) =>
        series.Columns.TryGetValue(metric.Name, out long[]? column) && column[row] != Reading.NotAvailable ? metric.Value(column[row]) : null;

    private void WriteSubjects(TextWriter file, SubjectKind kind, IEnumerable<StoredSubject> subjects)
    {
        if (kind == SubjectKind.Instrument)
        {
            WriteInstruments(file, subjects);
            return;
        }

        IReadOnlyList<Metric> metrics = MetricCatalogue.Of(kind).Metrics;
        file.WriteLine("timestamp,key,name," + string.Join(',', metrics.Select(metric => $"{metric.Name} [{metric.Unit}]")));
        foreach (StoredSubject subject in subjects)
        {
            SeriesTable series = store.ReadSeries(_id, subject.Id);
            string name = CsvText.Field(subject.Attributes.GetValueOrDefault(SubjectAttributes.Name) ?? subject.Attributes.GetValueOrDefault(SubjectAttributes.Model));
            for (int row = 0; row < series.UnixMilliseconds.Length; row++)
            {
                file.Write(CsvText.Time(series.UnixMilliseconds[row] / 1000.0));
                file.Write(',');
                file.Write(CsvText.Field(subject.Key));
                file.Write(',');
                file.Write(name);
                foreach (Metric metric in metrics)
                {
                    file.Write(',');
                    file.Write(CsvText.Field(Value(series, metric, row)));
                }

                file.WriteLine();
            }
        }
    }

    /// <summary>Instruments have no columns in common: a row for each reading.</summary>
    private void WriteInstruments(TextWriter file, IEnumerable<StoredSubject> subjects)
    {
        file.WriteLine("timestamp,key,column,unit,value");
        foreach (StoredSubject subject in subjects)
        {
            SeriesTable series = store.ReadSeries(_id, subject.Id);
            foreach (Metric metric in subject.Metrics)
            {
                for (int row = 0; row < series.UnixMilliseconds.Length; row++)
                {
                    file.WriteLine(string.Join(',', CsvText.Time(series.UnixMilliseconds[row] / 1000.0), CsvText.Field(subject.Key), metric.Name, CsvText.Field(metric.Unit), CsvText.Field(Value(series, metric, row))));
                }
            }
        }
    }
}
