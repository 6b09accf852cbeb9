using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Vigil.Core.Training;

namespace Vigil.Collection.InProcess;

/// <summary>
/// One step as a line of the client protocol (docs/client-protocol.md), at most <paramref name="maximumBytes"/> long so
/// that the kernel writes it whole: fields that do not fit are left out, which the line then says.
/// </summary>
internal sealed class ClientLine(int maximumBytes)
{
    /// <summary>Room kept for what ends a line: the count of dropped messages, the mark of a cut, brace and line feed.</summary>
    private const int TailBytes = 64;

    private static readonly HashSet<string> s_taken =
    [
        "t", "pid", "k", "dropped", "truncated", "step", "epoch", "loss", "generator_loss", "discriminator_loss",
        "learning_rate", "gradient_norm", "batch_size", "samples_per_second", "tokens_per_second", "step_time_seconds",
        "batch_time_seconds", "data_time_seconds",
    ];

    private readonly byte[] _buffer = new byte[maximumBytes];
    private int _length;
    private bool _truncated;

    /// <summary>Formats a step; the bytes are valid until the next call.</summary>
    public ReadOnlySpan<byte> Format(StepReading step, int processId, long dropped)
    {
        _length = 0;
        _truncated = false;
        Append(string.Create(CultureInfo.InvariantCulture, $"{{\"t\":{step.UnixSeconds:F6},\"pid\":{processId},\"k\":\"step\",\"step\":{step.Step}"));
        Field("epoch", step.Epoch);
        Field("loss", step.Loss);
        Field("generator_loss", step.GeneratorLoss);
        Field("discriminator_loss", step.DiscriminatorLoss);
        Field("learning_rate", step.LearningRate);
        Field("gradient_norm", step.GradientNorm);
        Field("batch_size", step.BatchSize);
        Field("samples_per_second", step.SamplesPerSecond);
        Field("tokens_per_second", step.TokensPerSecond);
        Field("step_time_seconds", step.StepSeconds);
        Field("batch_time_seconds", step.BatchSeconds);
        Field("data_time_seconds", step.DataSeconds);
        foreach ((string name, double value) in step.Others)
        {
            if (!s_taken.Contains(name))
            {
                Field(Escape(name), value);
            }
        }

        return Finish(dropped);
    }

    /// <summary>A name as the inside of a JSON text. Halves of surrogate pairs have no UTF-8 form and become U+FFFD.</summary>
    private static string Escape(string name) =>
        JsonEncodedText.Encode(Encoding.UTF8.GetBytes(name)).Value;

    private ReadOnlySpan<byte> Finish(long dropped)
    {
        Span<byte> tail = _buffer.AsSpan(_length);
        int written;
        if (dropped > 0)
        {
            Utf8.TryWrite(tail, CultureInfo.InvariantCulture, $",\"dropped\":{dropped}", out written);
            _length += written;
            tail = tail[written..];
        }

        Utf8.TryWrite(tail, CultureInfo.InvariantCulture, $"{(_truncated ? ",\"truncated\":true" : "")}}}\n", out written);
        _length += written;
        return _buffer.AsSpan(0, _length);
    }

    private void Field(string name, double? value)
    {
        if (value is not { } number)
        {
            return;
        }

        if (double.IsFinite(number))
        {
            Append(string.Create(CultureInfo.InvariantCulture, $",\"{name}\":{number:R}"));
        }
        else
        {
            Append($",\"{name}\":\"{(double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf")}\"");
        }
    }

    /// <summary>Appends a text, or nothing of it where that would leave no room for the tail.</summary>
    private void Append(string text)
    {
        if (Encoding.UTF8.TryGetBytes(text, _buffer.AsSpan(_length, Math.Max(0, _buffer.Length - TailBytes - _length)), out int written))
        {
            _length += written;
        }
        else
        {
            _truncated = true;
        }
    }
}
