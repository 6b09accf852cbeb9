using System.Globalization;
using System.Text.Json;
using Vigil.Telemetry.Receiving;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Json;

/// <summary>
/// Turns a request in JSON into the same in protobuf, so that there is one reader of what requests mean. Unknown fields and nulls
/// are ignored, as the protocol asks.
/// </summary>
public static class JsonTranscoder
{
    private const int Deepest = 64;

    private static readonly string[] s_enumerationEnds = ["_DELTA", "_CUMULATIVE"];

    /// <summary>The request in protobuf; null when it is no JSON, or a field is of a type that it cannot be.</summary>
    /// <param name="signal">What it carries.</param>
    /// <param name="json">The request.</param>
    public static byte[]? Transcode(Signal signal, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Deepest });
        var output = new ProtoWriter();
        JsonMessage message = signal switch { Signal.Metrics => JsonSchema.Metrics, Signal.Logs => JsonSchema.Logs, _ => JsonSchema.Traces };
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            Write(ref reader, message, output);

            // Nothing may follow.
            return reader.Read() ? null : output.Written.ToArray();
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private static void Write(ref Utf8JsonReader reader, JsonMessage message, ProtoWriter output)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            JsonField? field = message.Find(reader.GetString()!);
            reader.Read();
            if (field is null)
            {
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.StartArray)
            {
                WriteList(ref reader, field, output);
            }
            else if (reader.TokenType != JsonTokenType.Null)
            {
                WriteOne(ref reader, field, output);
            }
        }
    }

    private static void WriteList(ref Utf8JsonReader reader, JsonField field, ProtoWriter output)
    {
        bool isPacked = field.Type is JsonFieldType.PackedFixed64 or JsonFieldType.PackedReal or JsonFieldType.PackedVarint;
        int begin = isPacked ? output.Begin(field.Number) : 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            switch (field.Type)
            {
                case JsonFieldType.PackedFixed64:
                    output.RawFixed64(Unsigned(ref reader));
                    break;
                case JsonFieldType.PackedVarint:
                    output.Raw(Unsigned(ref reader));
                    break;
                case JsonFieldType.PackedReal:
                    output.RawFixed64(BitConverter.DoubleToUInt64Bits(Real(ref reader)));
                    break;
                default:
                    // An item that is nothing is still an item.
                    if (reader.TokenType == JsonTokenType.Null)
                    {
                        output.Bytes(field.Number, []);
                    }
                    else
                    {
                        WriteOne(ref reader, field, output);
                    }

                    break;
            }
        }

        if (isPacked)
        {
            output.End(begin);
        }
    }

    private static void WriteOne(ref Utf8JsonReader reader, JsonField field, ProtoWriter output)
    {
        switch (field.Type)
        {
            case JsonFieldType.Message:
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    throw new FormatException();
                }

                int begin = output.Begin(field.Number);
                Write(ref reader, field.Message!, output);
                output.End(begin);
                break;
            case JsonFieldType.Text:
                output.Text(field.Number, reader.GetString()!);
                break;
            case JsonFieldType.Hexadecimal:
                output.Bytes(field.Number, Convert.FromHexString(reader.GetString()!));
                break;
            case JsonFieldType.Base64:
                output.Bytes(field.Number, Convert.FromBase64String(reader.GetString()!));
                break;
            case JsonFieldType.Boolean:
                output.Varint(field.Number, reader.GetBoolean() ? 1u : 0);
                break;
            case JsonFieldType.Varint:
                output.Varint(field.Number, Unsigned(ref reader));
                break;
            case JsonFieldType.ZigZag:
                long signed = (long)Unsigned(ref reader);
                output.Varint(field.Number, (ulong)((signed << 1) ^ (signed >> 63)));
                break;
            case JsonFieldType.Enumeration:
                output.Varint(field.Number, Enumeration(ref reader));
                break;
            case JsonFieldType.Fixed32:
                output.Fixed32(field.Number, (uint)Unsigned(ref reader));
                break;
            case JsonFieldType.Fixed64:
                output.Fixed64(field.Number, Unsigned(ref reader));
                break;
            case JsonFieldType.Real:
                output.Real(field.Number, Real(ref reader));
                break;
            default:
                throw new FormatException();
        }
    }

    // 64-bit numbers come as texts, and from some senders as numbers; negative ones keep their bits.
    private static ulong Unsigned(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            string text = reader.GetString()!;
            return text.StartsWith('-')
                ? (ulong)long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
                : ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return reader.TryGetUInt64(out ulong number) ? number : (ulong)reader.GetInt64();
    }

    private static double Real(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String
        ? double.Parse(reader.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture)
        : reader.GetDouble();

    // Numbers, as the protocol asks; the names of the temporalities too, which some senders write.
    private static ulong Enumeration(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.GetString() is { } name && Array.FindIndex(s_enumerationEnds, end => name.EndsWith(end, StringComparison.Ordinal)) is >= 0 and var at)
        {
            return (ulong)(at + 1);
        }

        return Unsigned(ref reader);
    }
}
