using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vigil.Configuration.Parsing;

namespace Vigil.Configuration.Editing;

/// <summary>Values as text, for YAML and command lines.</summary>
internal static class ScalarText
{
    private static readonly SearchValues<char> s_plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-");

    /// <summary>Words that older parsers of YAML take for yes and no.</summary>
    private static readonly string[] s_switches = ["yes", "no", "on", "off", "y", "n"];

    /// <summary>Without quotes: numbers so that every parser of YAML takes them for numbers.</summary>
    public static string Plain(JsonNode? value) => value is not JsonValue scalar ? "null" : scalar.GetValueKind() switch
    {
        JsonValueKind.String => scalar.GetValue<string>(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => Number(scalar.ToJsonString()),
    };

    /// <summary>A value of YAML where the old one stood: in the same quotes, in the same case.</summary>
    /// <param name="value">The value: a scalar or a list of scalars.</param>
    /// <param name="old">The text of the old value; empty for a new one.</param>
    public static string Yaml(JsonNode? value, string old)
    {
        if (value is JsonArray list)
        {
            string pad = old.StartsWith("[ ", StringComparison.Ordinal) ? " " : "";
            return "[" + pad + string.Join(", ", list.Select(item => Yaml(item, ""))) + pad + "]";
        }

        string text = Plain(value);
        if (old.StartsWith('"'))
        {
            return JsonSerializer.Serialize(text, TextContext.Default.String);
        }

        if (old.StartsWith('\''))
        {
            return "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
        }

        if (value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
        {
            return InCaseOf(text, old);
        }

        return value?.GetValueKind() == JsonValueKind.String && !IsPlainText(text) ? "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'" : text;
    }

    /// <summary><c>true</c> as <c>True</c> or <c>TRUE</c> where the old word was written so.</summary>
    public static string InCaseOf(string word, string old) => old switch
    {
        "True" or "False" => char.ToUpperInvariant(word[0]) + word[1..],
        "TRUE" or "FALSE" => word.ToUpperInvariant(),
        _ => word,
    };

    private static bool IsPlainText(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept(s_plain) && text[0] is not ('-' or '.' or '+')
        && PlainScalar.Parse(text)?.GetValueKind() == JsonValueKind.String
        && !s_switches.Contains(text, StringComparer.OrdinalIgnoreCase);

    /// <summary>YAML 1.1 takes <c>1e-05</c> for text: its numbers with an exponent have a point.</summary>
    private static string Number(string json)
    {
        if (!double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return json;
        }

        if (number == Math.Truncate(number) && Math.Abs(number) < 1e15)
        {
            return ((long)number).ToString(CultureInfo.InvariantCulture);
        }

        string text = number.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
        int exponent = text.IndexOf('e', StringComparison.Ordinal);
        return exponent > 0 && !text.Contains('.', StringComparison.Ordinal) ? text[..exponent] + ".0" + text[exponent..] : text;
    }
}
