namespace Vigil.Telemetry.Json;

/// <summary>How a field is written in protobuf.</summary>
internal enum JsonFieldType
{
    Message,
    Text,
    Hexadecimal,
    Base64,
    Boolean,
    Varint,
    ZigZag,
    Enumeration,
    Fixed32,
    Fixed64,
    Real,
    PackedVarint,
    PackedFixed64,
    PackedReal,
}

/// <summary>A field of a message: its number, type, and the message that it is.</summary>
internal sealed record JsonField(int Number, JsonFieldType Type, JsonMessage? Message = null);

/// <summary>A message of the protocol: its fields by the names that they have in JSON.</summary>
internal sealed class JsonMessage
{
    private readonly Dictionary<string, JsonField> _fields = [];

    /// <summary>The field of that name; null for one that is not known, which is to be ignored.</summary>
    public JsonField? Find(string name) => _fields.GetValueOrDefault(name);

    public JsonMessage Add(string name, int number, JsonFieldType type)
    {
        _fields.Add(name, new JsonField(number, type));
        return this;
    }

    public JsonMessage Add(string name, int number, JsonMessage message)
    {
        _fields.Add(name, new JsonField(number, JsonFieldType.Message, message));
        return this;
    }
}
