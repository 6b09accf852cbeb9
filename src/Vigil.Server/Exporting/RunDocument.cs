using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Server.Exporting;

/// <summary>
/// Writes a run as one JSON document, streamed: the run, the metrics with their units, every subject with its columns
/// (values in the metric's unit, null where missing), steps and events. Non-finite numbers are the strings
/// <c>nan</c>, <c>inf</c>, <c>-inf</c>.
/// </summary>
public static class RunDocument
{
    /// <summary>What is written at once: a long run is never held whole.</summary>
    private const int FlushBytes = 64 * 1024;

    /// <summary>Writes it.</summary>
    /// <param name="store">Where it is read from.</param>
    /// <param name="run">The run.</param>
    /// <param name="output">Where it goes; stays open.</param>
    /// <param name="content">What the document holds besides the run itself.</param>
    public static void Write(IRunReader store, RunRecord run, Stream output, ExportContent content = ExportContent.All)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WritePropertyName("run");
        RunJson.Of(run).WriteTo(json);
        if (content == ExportContent.All)
        {
            json.WritePropertyName("snapshot");
            WriteNode(json, run.Start.Snapshot);
        }

        if (content is ExportContent.All or ExportContent.Samples)
        {
            WriteMetrics(json);
            WriteAll(json, "subjects", store.ReadSubjects(run.Start.Id), subject => WriteSubject(json, subject, store.ReadSeries(run.Start.Id, subject.Id)));
        }

        if (content == ExportContent.Totals)
        {
            WriteAll(json, "totals", store.ReadTotals(run.Start.Id), stored => WriteTotals(json, stored));
        }

        if (content is ExportContent.All or ExportContent.Steps)
        {
            WriteAll(json, "steps", store.ReadSteps(run.Start.Id), step => WriteStep(json, step));
        }

        if (content is ExportContent.All or ExportContent.Events)
        {
            WriteAll(json, "events", store.ReadEvents(run.Start.Id), stored => WriteNode(json, EventJson.Of(stored)));
        }

        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IEnumerable<T> rows, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T row in rows)
        {
            write(row);
            if (json.BytesPending >= FlushBytes)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteNode(Utf8JsonWriter json, JsonNode? node)
    {
        if (node is null)
        {
            json.WriteNullValue();
        }
        else
        {
            node.WriteTo(json);
        }
    }

    private static void WriteTotals(Utf8JsonWriter json, StoredTotals stored)
    {
        json.WriteStartObject();
        json.WriteNumber("timestamp", stored.UnixSeconds);
        foreach ((string name, Func<SampleTotals, double?> value) in RunTables.Totals)
        {
            WriteNumber(json, name, value(stored.Totals));
        }

        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json)
    {
        json.WriteStartObject("metrics");
        foreach (Metric metric in MetricCatalogue.Tables.SelectMany(table => table.Metrics))
        {
            json.WriteStartObject(metric.Name);
            json.WriteString("kind", EnumNames.ToSnakeCase(metric.Kind));
            json.WriteString("unit", metric.Unit);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteSubject(Utf8JsonWriter json, StoredSubject subject, SeriesTable series)
    {
        json.WriteStartObject();
        json.WriteString("kind", EnumNames.ToSnakeCase(subject.Kind));
        json.WriteString("key", subject.Key);
        json.WriteStartObject("attributes");
        foreach ((string name, string value) in subject.Attributes)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("timestamp_ms");
        foreach (long time in series.UnixMilliseconds)
        {
            json.WriteNumberValue(time);
        }

        json.WriteEndArray();
        json.WriteStartObject("columns");
        foreach ((string name, long[] column) in series.Columns)
        {
            Metric? metric = subject.Metrics.FirstOrDefault(known => known.Name == name);
            double scale = metric?.Scale ?? 1;
            json.WriteStartArray(name);
            foreach (long raw in column)
            {
                if (raw == Reading.NotAvailable)
                {
                    json.WriteNullValue();
                }
                else if (metric is { IsReal: true })
                {
                    WriteReal(json, metric.Value(raw));
                }
                else if (scale == 1)
                {
                    json.WriteNumberValue(raw);
                }
                else
                {
                    json.WriteNumberValue((double)((decimal)raw * (decimal)scale));
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // JSON has no word for what is not a number, nor for infinity.
    private static void WriteReal(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteStep(Utf8JsonWriter json, StepReading step)
    {
        json.WriteStartObject();
        json.WriteNumber("step", step.Step);
        json.WriteNumber("timestamp", step.UnixSeconds);
        json.WriteString("source", EnumNames.ToSnakeCase(step.Source));
        WriteNumber(json, "epoch", step.Epoch);
        WriteNumber(json, "loss", step.Loss);
        WriteNumber(json, "generator_loss", step.GeneratorLoss);
        WriteNumber(json, "discriminator_loss", step.DiscriminatorLoss);
        WriteNumber(json, "learning_rate", step.LearningRate);
        WriteNumber(json, "gradient_norm", step.GradientNorm);
        WriteNumber(json, "batch_size", step.BatchSize);
        WriteNumber(json, "samples_per_second", step.SamplesPerSecond);
        WriteNumber(json, "tokens_per_second", step.TokensPerSecond);
        WriteNumber(json, "step_time_seconds", step.StepSeconds);
        WriteNumber(json, "batch_time_seconds", step.BatchSeconds);
        WriteNumber(json, "data_time_seconds", step.DataSeconds);
        foreach ((string name, double value) in step.Others)
        {
            WriteNumber(json, name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is not { } number)
        {
            return;
        }

        if (double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteString(name, double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf");
        }
    }
}
