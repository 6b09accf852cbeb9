using System.Text.Json;
using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Training;

namespace Vigil.Collection.Training.Client;

/// <summary>
/// Reads the lines of the client protocol. Of several processes that tell of steps, one is heard until it has been silent
/// for half a minute: the ranks of one training all tell of the same steps.
/// </summary>
internal sealed class ClientMessageReader(ITrainingSink sink)
{
    /// <summary>The longest line that the protocol allows, in bytes.</summary>
    public const int MaxLineBytes = 4096;

    private const int MaxOthers = 64;
    private const int MaxNameLength = 64;
    private const double LeaderSilenceSeconds = 30;

    private readonly List<KeyValuePair<string, double>> _others = [];
    private long _leader = -1;
    private double _leaderHeardAt;

    /// <summary>Messages that clients say they dropped.</summary>
    public long Dropped { get; private set; }

    /// <summary>Reads one line. False when it is no message of the protocol.</summary>
    public bool TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return TryRead(ref reader);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            // What a program writes into the pipe is not in our hands.
            return false;
        }
    }

    private bool TryRead(ref Utf8JsonReader reader)
    {
        var message = new Message();
        _others.Clear();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "k":
                    message.Kind = Text(ref reader);
                    break;
                case "type":
                    message.Type = Text(ref reader);
                    break;
                case "details" when reader.TokenType == JsonTokenType.StartObject:
                    message.Details = JsonNode.Parse(ref reader) as JsonObject;
                    break;
                case "truncated":
                    reader.Skip();
                    break;
                default:
                    if (Number(ref reader) is { } number)
                    {
                        Note(ref message, name, number);
                    }

                    break;
            }
        }

        if (reader.TokenType != JsonTokenType.EndObject || !double.IsFinite(message.Time))
        {
            return false;
        }

        bool taken = message.Kind switch
        {
            "step" => TakeStep(message),
            "event" => TakeEvent(message),
            _ => false,
        };
        Dropped += taken && message.Dropped is > 0 and < 1e15 ? (long)message.Dropped : 0;
        return taken;
    }

    private void Note(ref Message message, string name, double number)
    {
        switch (name)
        {
            case "t":
                message.Time = number;
                break;
            case "pid":
                message.Pid = number is >= 0 and <= int.MaxValue ? (long)number : 0;
                break;
            case "dropped":
                message.Dropped = number;
                break;
            case "step":
                message.Step = number;
                break;
            case "epoch":
                message.Epoch = number;
                break;
            case "total_steps":
                message.TotalSteps = number is >= 0 and < 1e15 ? (long)number : null;
                break;
            case "loss":
                message.Loss = number;
                break;
            case "generator_loss":
                message.GeneratorLoss = number;
                break;
            case "discriminator_loss":
                message.DiscriminatorLoss = number;
                break;
            case "learning_rate":
                message.LearningRate = number;
                break;
            case "gradient_norm":
                message.GradientNorm = number;
                break;
            case "batch_size":
                message.BatchSize = number is >= 1 and <= int.MaxValue ? (int)number : null;
                break;
            case "samples_per_second":
                message.SamplesPerSecond = number;
                break;
            case "tokens_per_second":
                message.TokensPerSecond = number;
                break;
            case "step_time_seconds":
                message.StepSeconds = number;
                break;
            case "batch_time_seconds":
                message.BatchSeconds = number;
                break;
            case "data_time_seconds":
                message.DataSeconds = number;
                break;
            default:
                if (_others.Count < MaxOthers && name.Length is > 0 and <= MaxNameLength)
                {
                    _others.Add(new(name, number));
                }

                break;
        }
    }

    private bool TakeStep(in Message message)
    {
        if (!(message.Step is >= 0 and < 1e15))
        {
            return false;
        }

        if (message.Pid != _leader && _leader >= 0 && Math.Abs(message.Time - _leaderHeardAt) < LeaderSilenceSeconds)
        {
            return true;
        }

        _leader = message.Pid;
        _leaderHeardAt = message.Time;
        sink.Take(new StepReading
        {
            UnixSeconds = message.Time,
            Step = (long)message.Step,
            Source = StepSource.Client,
            Epoch = message.Epoch,
            TotalSteps = message.TotalSteps,
            Loss = message.Loss,
            GeneratorLoss = message.GeneratorLoss,
            DiscriminatorLoss = message.DiscriminatorLoss,
            LearningRate = message.LearningRate,
            GradientNorm = message.GradientNorm,
            BatchSize = message.BatchSize,
            SamplesPerSecond = message.SamplesPerSecond,
            TokensPerSecond = message.TokensPerSecond,
            StepSeconds = message.StepSeconds,
            BatchSeconds = message.BatchSeconds,
            DataSeconds = message.DataSeconds,
            Others = _others.Count == 0 ? [] : _others.ToArray(),
        });
        return true;
    }

    private bool TakeEvent(in Message message)
    {
        if (message.Type is not { Length: > 0 and <= MaxNameLength })
        {
            return false;
        }

        JsonObject details = message.Details ?? [];
        details["pid"] ??= message.Pid;
        sink.Emit(new RunEvent(message.Time, message.Type, details));
        return true;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    /// <summary>A number, also one that JSON cannot write; null for anything else, which is skipped.</summary>
    private static double? Number(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.TryGetDouble(out double number) ? number : null;
            case JsonTokenType.String when reader.ValueTextEquals("nan"u8):
                return double.NaN;
            case JsonTokenType.String when reader.ValueTextEquals("inf"u8):
                return double.PositiveInfinity;
            case JsonTokenType.String when reader.ValueTextEquals("-inf"u8):
                return double.NegativeInfinity;
            default:
                reader.Skip();
                return null;
        }
    }

    private struct Message
    {
        public Message()
        {
        }

        public double Time = double.NaN;
        public long Pid;
        public string? Kind;
        public string? Type;
        public JsonObject? Details;
        public double Dropped;
        public double Step = -1;
        public double? Epoch;
        public long? TotalSteps;
        public double? Loss;
        public double? GeneratorLoss;
        public double? DiscriminatorLoss;
        public double? LearningRate;
        public double? GradientNorm;
        public int? BatchSize;
        public double? SamplesPerSecond;
        public double? TokensPerSecond;
        public double? StepSeconds;
        public double? BatchSeconds;
        public double? DataSeconds;
    }
}
