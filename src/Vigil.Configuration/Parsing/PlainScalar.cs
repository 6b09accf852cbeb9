using System.Globalization;
using System.Text.Json.Nodes;

namespace Vigil.Configuration.Parsing;

/// <summary>What an unquoted word means.</summary>
internal static class PlainScalar
{
    /// <summary>YAML 1.2 core schema: words for null and booleans, integers, floats; everything else is text.</summary>
    public static JsonValue? Parse(string value) => value switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer) => JsonValue.Create(integer),
        _ when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(value),
    };
}
