using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Sending;

/// <summary>Writes what a run yields as export requests, each complete in itself. Not thread-safe.</summary>
internal sealed class RunTelemetry(RunStart start)
{
    private const int Cumulative = 2;
    private const string Scope = "vigil";

    private readonly ProtoWriter _output = new();
    private readonly List<Subject> _alike = [];
    private int _group;
    private int _scope;

    /// <summary>A sample: every reading by its metric, the subject as attributes.</summary>
    public ReadOnlySpan<byte> Sample(SampleFrame frame)
    {
        Begin();
        foreach (MetricTable table in MetricCatalogue.Tables)
        {
            _alike.Clear();
            for (int i = 0; i < frame.Subjects.Count; i++)
            {
                if (frame.Subjects[i].Table == table)
                {
                    _alike.Add(frame.Subjects[i]);
                }
            }

            for (int i = 0; i < table.Metrics.Count && _alike.Count > 0; i++)
            {
                Write(table.Metrics[i], (ulong)frame.UnixMilliseconds * 1_000_000);
            }
        }

        return End();
    }

    /// <summary>A step: a gauge for each of its numbers.</summary>
    public ReadOnlySpan<byte> Step(StepReading step)
    {
        Begin();
        ulong time = (ulong)(step.UnixSeconds * 1e9);
        Gauge("vigil.training.step", "1", step.Step, time);
        foreach ((string name, string unit, double? value) in ((string, string, double?)[])
        [
            ("epoch", "1", step.Epoch), ("loss", "1", step.Loss), ("generator_loss", "1", step.GeneratorLoss), ("discriminator_loss", "1", step.DiscriminatorLoss),
            ("learning_rate", "1", step.LearningRate), ("gradient_norm", "1", step.GradientNorm), ("batch_size", "{sample}", step.BatchSize),
            ("sample.rate", "{sample}/s", step.SamplesPerSecond), ("token.rate", "{token}/s", step.TokensPerSecond), ("step.duration", "s", step.StepSeconds),
            ("batch.duration", "s", step.BatchSeconds), ("data.duration", "s", step.DataSeconds),
        ])
        {
            if (value is { } number)
            {
                Gauge("vigil.training." + name, unit, number, time);
            }
        }

        foreach ((string name, double value) in step.Others)
        {
            Gauge("vigil.training.other." + name, "1", value, time);
        }

        return End();
    }

    /// <summary>An event: a log record with its name.</summary>
    public ReadOnlySpan<byte> Event(RunEvent runEvent)
    {
        Begin();
        int log = _output.Begin(2);
        _output.Fixed64(1, (ulong)(Math.Max(0, runEvent.UnixSeconds) * 1e9));
        foreach ((string name, System.Text.Json.Nodes.JsonNode? value) in runEvent.Details ?? [])
        {
            OtlpPairs.Write(_output, 6, name, value);
        }

        _output.Text(12, runEvent.Type);
        _output.End(log);
        return End();
    }

    /// <summary>Lines of output: a log record each.</summary>
    public ReadOnlySpan<byte> Lines(IReadOnlyList<string> lines, long unixMilliseconds)
    {
        Begin();
        foreach (string line in lines)
        {
            int log = _output.Begin(2);
            _output.Fixed64(1, (ulong)Math.Max(0, unixMilliseconds) * 1_000_000);
            int body = _output.Begin(5);
            _output.Text(1, line);
            _output.End(body);
            _output.End(log);
        }

        return End();
    }

    private void Begin()
    {
        _output.Clear();
        _group = _output.Begin(1);
        ResourceFacts.Write(_output, start);
        _scope = _output.Begin(2);
        int scope = _output.Begin(1);
        _output.Text(1, Scope);
        _output.End(scope);
    }

    private ReadOnlySpan<byte> End()
    {
        _output.End(_scope);
        _output.End(_group);
        return _output.Written;
    }

    private void Write(Metric metric, ulong time)
    {
        bool isCounter = metric.Kind == MetricKind.Counter;
        int message = _output.Begin(2);
        _output.Text(1, metric.Name);
        _output.Text(3, metric.Unit);
        int data = _output.Begin(isCounter ? 7 : 5);
        foreach (Subject subject in _alike)
        {
            long stored = subject.Values[metric.Index];
            if (stored == Reading.NotAvailable)
            {
                continue;
            }

            int point = _output.Begin(1);
            _output.Fixed64(3, time);
            if (metric.Scale == 1 && !metric.IsReal)
            {
                _output.Fixed64(6, (ulong)stored);
            }
            else
            {
                _output.Real(4, metric.Value(stored));
            }

            SubjectPairs.Write(_output, subject);
            _output.End(point);
        }

        if (isCounter)
        {
            _output.Varint(2, Cumulative);
            _output.Varint(3, 1);
        }

        _output.End(data);
        _output.End(message);
    }

    private void Gauge(string name, string unit, double value, ulong time)
    {
        int message = _output.Begin(2);
        _output.Text(1, name);
        _output.Text(3, unit);
        int data = _output.Begin(5);
        int point = _output.Begin(1);
        _output.Fixed64(3, time);
        _output.Real(4, value);
        _output.End(point);
        _output.End(data);
        _output.End(message);
    }
}
