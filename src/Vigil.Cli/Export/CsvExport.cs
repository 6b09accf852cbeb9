using System.Globalization;
using Vigil.Collection.Resources;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Cli.Export;

/// <summary>
/// Writes a run as CSV files into a folder: <c>samples.csv</c> (totals), one file per kind of subject with every metric
/// in its unit, <c>steps.csv</c>, <c>events.csv</c>, <c>epoch_N.csv</c>, and the kept output as <c>output.log</c>.
/// </summary>
internal sealed class CsvExport(IRunReader store, RunRecord run, string directory)
{
    private readonly string _id = run.Start.Id;

    /// <summary>Writes all files.</summary>
    /// <returns>Their paths.</returns>
    public IReadOnlyList<string> Write()
    {
        Directory.CreateDirectory(directory);
        var written = new List<string>();
        WriteFile(written, "samples.csv", WriteTotals);
        IReadOnlyList<StoredSubject> subjects = store.ReadSubjects(_id);
        foreach (IGrouping<SubjectKind, StoredSubject> kind in subjects.GroupBy(subject => subject.Kind).OrderBy(group => group.Key))
        {
            WriteFile(written, EnumNames.ToSnakeCase(kind.Key) + ".csv", file =>
            {
                if (kind.Key == SubjectKind.Instrument)
                {
                    WriteInstruments(file, kind);
                }
                else
                {
                    WriteSubjects(file, kind.Key, kind);
                }
            });
        }

        WriteFile(written, "steps.csv", WriteSteps);
        WriteFile(written, "events.csv", WriteEvents);
        WriteEpochs(written, subjects);
        WriteOutput(written);
        return written;
    }

    private void WriteFile(List<string> written, string name, Action<StreamWriter> write)
    {
        string path = Path.Combine(directory, name);
        using var file = new StreamWriter(path) { NewLine = "\n" };
        write(file);
        written.Add(path);
    }

    private void WriteTotals(StreamWriter file)
    {
        file.WriteLine("timestamp,total_memory_bytes,used_memory_bytes,available_memory_bytes,swap_used_bytes,main_process_memory_bytes,worker_memory_bytes,worker_count,gpu_memory_used_bytes,gpu_utilization_percent,cpu_utilization_percent");
        foreach (StoredTotals stored in store.ReadTotals(_id))
        {
            SampleTotals totals = stored.Totals;
            file.WriteLine(string.Join(',',
                CsvText.Time(stored.UnixSeconds),
                CsvText.Field(totals.MemoryTotalBytes),
                CsvText.Field(totals.MemoryUsedBytes),
                CsvText.Field(totals.MemoryAvailableBytes),
                CsvText.Field(totals.SwapUsedBytes),
                CsvText.Field(totals.MainProcessBytes),
                CsvText.Field(totals.WorkerBytes),
                CsvText.Field((long?)totals.WorkerCount),
                CsvText.Field(totals.GpuMemoryUsedBytes),
                CsvText.Field(totals.GpuUtilizationPercent),
                CsvText.Field(totals.CpuPercent)));
        }
    }

    private void WriteSubjects(StreamWriter file, SubjectKind kind, IEnumerable<StoredSubject> subjects)
    {
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

    // Instruments have no columns in common: a row for each reading.
    private void WriteInstruments(StreamWriter file, IEnumerable<StoredSubject> subjects)
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

    private void WriteSteps(StreamWriter file)
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

    private void WriteEvents(StreamWriter file)
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

    /// <summary>Old files of an earlier export are replaced: what is exported is the store's, whole.</summary>
    private void WriteEpochs(List<string> written, IReadOnlyList<StoredSubject> subjects)
    {
        foreach (string old in Directory.EnumerateFiles(directory, "epoch_*.csv"))
        {
            File.Delete(old);
        }

        var history = StoredResources.Load(store, _id, subjects);
        using var epochs = new EpochCsvWriter(directory, TimeZoneInfo.Local);
        foreach (StepReading step in store.ReadSteps(_id))
        {
            epochs.Write(step, history.At(step.UnixSeconds));
        }

        written.AddRange(Directory.EnumerateFiles(directory, "epoch_*.csv").Order(StringComparer.Ordinal));
    }

    private void WriteOutput(List<string> written)
    {
        string path = Path.Combine(directory, "output.log");
        using FileStream file = File.Create(path);
        foreach (StoredOutput piece in store.ReadOutput(_id))
        {
            if (piece.DroppedBytes > 0)
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n[vigil: {piece.DroppedBytes} bytes of output were not kept here]\n")));
            }

            file.Write(piece.Data.Span);
        }

        written.Add(path);
    }

    internal static double? Value(SeriesTable series, Metric metric, int row) =>
        series.Columns.TryGetValue(metric.Name, out long[]? column) && column[row] != Reading.NotAvailable ? metric.Value(column[row]) : null;
}
