using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Vigil.Telemetry.Wire;

/// <summary>Reads attributes and values of any type.</summary>
internal static class OtlpValues
{
    /// <summary>How deep values may lie in one another; deeper ones are left out.</summary>
    private const int Deepest = 16;

    /// <summary>A pair of a name and a value; false when it is malformed. A pair without a name has an empty one.</summary>
    public static bool TryReadPair(ReadOnlySpan<byte> pair, out string name, out JsonNode? value) => TryReadPair(pair, 0, out name, out value);

    /// <summary>A value; null when there is none. Whole numbers stay whole, bytes become base 64.</summary>
    public static JsonNode? Read(ReadOnlySpan<byte> value) => Read(value, 0);

    /// <summary>A value as people write it: texts as they are, lists and maps as JSON, nothing as nothing.</summary>
    public static string TextOf(JsonNode? value) => value switch
    {
        null => "",
        JsonValue scalar when scalar.TryGetValue(out string? text) => text,
        JsonValue scalar when scalar.TryGetValue(out double real) && !double.IsFinite(real) => real.ToString(CultureInfo.InvariantCulture),
        _ => value.ToJsonString(),
    };

    private static bool TryReadPair(ReadOnlySpan<byte> pair, int depth, out string name, out JsonNode? value)
    {
        name = "";
        value = null;
        var fields = new ProtoReader(pair);
        while (fields.Next())
        {
            switch (fields.Key)
            {
                case OtlpFields.PairKey:
                    name = Encoding.UTF8.GetString(fields.Span);
                    break;
                case OtlpFields.PairValue:
                    value = Read(fields.Span, depth);
                    break;
            }
        }

        return !fields.IsMalformed;
    }

    private static JsonNode? Read(ReadOnlySpan<byte> value, int depth)
    {
        JsonNode? node = null;
        if (depth > Deepest)
        {
            return node;
        }

        var fields = new ProtoReader(value);
        while (fields.Next())
        {
            node = fields.Key switch
            {
                OtlpFields.ValueText => JsonValue.Create(Encoding.UTF8.GetString(fields.Span)),
                OtlpFields.ValueBoolean => JsonValue.Create(fields.Number != 0),
                OtlpFields.ValueInteger => JsonValue.Create(fields.Signed),

                // JSON has no such numbers: they are told as words.
                OtlpFields.ValueReal => double.IsFinite(fields.Real) ? JsonValue.Create(fields.Real) : JsonValue.Create(fields.Real.ToString(CultureInfo.InvariantCulture)),
                OtlpFields.ValueList => ReadList(fields.Span, depth + 1),
                OtlpFields.ValueMap => ReadMap(fields.Span, depth + 1),
                OtlpFields.ValueBytes => JsonValue.Create(Convert.ToBase64String(fields.Span)),
                _ => node,
            };
        }

        return node;
    }

    private static JsonArray ReadList(ReadOnlySpan<byte> list, int depth)
    {
        var items = new JsonArray();
        var fields = new ProtoReader(list);
        while (fields.Next())
        {
            if (fields.Key == OtlpFields.ListItem)
            {
                items.Add(Read(fields.Span, depth));
            }
        }

        return items;
    }

    private static JsonObject ReadMap(ReadOnlySpan<byte> map, int depth)
    {
        var pairs = new JsonObject();
        var fields = new ProtoReader(map);
        while (fields.Next())
        {
            if (fields.Key == OtlpFields.ListItem && TryReadPair(fields.Span, depth, out string name, out JsonNode? value))
            {
                pairs[name] = value;
            }
        }

        return pairs;
    }
}
