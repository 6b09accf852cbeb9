using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vigil.Configuration.Dialects;

/// <summary>How a framework words the value of a setting, and what that means. Also keeps out values that cannot be meant.</summary>
internal abstract class ValueForm
{
    /// <summary>Anything, unchanged.</summary>
    public static ValueForm AsIs { get; } = new SimpleForm(value => value?.DeepClone());

    /// <summary>A number; words such as <c>auto</c> are nobody's value.</summary>
    public static ValueForm Number { get; } = new SimpleForm(ReadNumber);

    /// <summary>Yes or no.</summary>
    public static ValueForm Switch { get; } = new SimpleForm(value => ReadSwitch(value) is { } flag ? JsonValue.Create(flag) : null);

    /// <summary>A name, a path or a list in one word.</summary>
    public static ValueForm Text { get; } = new SimpleForm(value => value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.DeepClone() : null);

    /// <summary>A switch that says the opposite of the setting: <c>no_pin_memory</c>.</summary>
    public static ValueForm InvertedSwitch { get; } = new WordsForm(
        value => ReadSwitch(value) is { } flag ? JsonValue.Create(!flag) : null,
        value => ReadSwitch(value) is { } flag ? JsonValue.Create(!flag) : value?.DeepClone());

    /// <summary>One number, or a list of which the largest counts: resolutions of buckets.</summary>
    public static ValueForm LargestNumber { get; } = new LargestNumberForm();

    /// <summary>A precision by its plain name: <c>bf16</c>, <c>fp16</c>, <c>fp32</c>, and <c>no</c> for the last.</summary>
    public static ValueForm Precision { get; } = new WordsForm(PrecisionWords.Read, value => value?.DeepClone());

    /// <summary>A precision where <c>no</c> is the word for <c>fp32</c>.</summary>
    public static ValueForm MixedPrecision { get; } = new WordsForm(PrecisionWords.Read, value => PrecisionWords.Name(value) == "fp32" ? "no" : value?.DeepClone());

    /// <summary>A precision as Lightning's trainer takes it: <c>bf16-mixed</c>, <c>16-mixed</c>, <c>32-true</c>.</summary>
    public static ValueForm LightningPrecision { get; } = new WordsForm(PrecisionWords.Read, value => PrecisionWords.Name(value) switch
    {
        "bf16" => "bf16-mixed",
        "fp16" => "16-mixed",
        "fp32" => "32-true",
        _ => value?.DeepClone(),
    });

    /// <summary>A device that parts of the model wait on: <c>cpu</c> or <c>nvme</c> for yes, <c>none</c> for no.</summary>
    public static ValueForm OffloadDevice { get; } = new WordsForm(
        value => value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? JsonValue.Create(text.GetValue<string>() is "cpu" or "nvme") : null,
        value => ReadSwitch(value) == true ? "cpu" : "none");

    /// <summary>A switch that chooses a precision by its own name, beside others that choose another.</summary>
    /// <param name="precision">The one that it chooses: <c>bf16</c> or <c>fp16</c>.</param>
    public static ValueForm PrecisionSwitch(string precision) => new PrecisionSwitchForm(precision);

    /// <summary>The value in Vigil's words; null when it cannot be one of this setting.</summary>
    public abstract JsonNode? Read(JsonNode? written);

    /// <summary>What to write where.</summary>
    /// <param name="occurrence">The setting as it stands.</param>
    /// <param name="value">The value in Vigil's words.</param>
    public abstract IReadOnlyList<SettingChange> Write(SettingOccurrence occurrence, JsonNode? value);

    /// <summary>True when the occurrence says only what does not hold, and another of the same setting may say what does.</summary>
    public virtual bool YieldsToOthers(SettingOccurrence occurrence) => false;

    private static JsonNode? ReadNumber(JsonNode? written)
    {
        if (written is not JsonValue value)
        {
            return null;
        }

        if (value.GetValueKind() == JsonValueKind.Number)
        {
            return value.DeepClone();
        }

        return value.GetValueKind() == JsonValueKind.String && double.TryParse(value.GetValue<string>(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number == Math.Truncate(number) && Math.Abs(number) < 1e15 ? JsonValue.Create((long)number) : JsonValue.Create(number)
            : null;
    }

    private static bool? ReadSwitch(JsonNode? written) => written is not JsonValue value ? null : value.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.ToJsonString() is "0" or "1" => value.ToJsonString() == "1",
        JsonValueKind.String => value.GetValue<string>().ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" => true,
            "false" or "no" or "off" or "0" => false,
            _ => null,
        },
        _ => null,
    };

    /// <summary>Written as it is meant.</summary>
    private sealed class SimpleForm(Func<JsonNode?, JsonNode?> read) : ValueForm
    {
        public override JsonNode? Read(JsonNode? written) => read(written);

        public override IReadOnlyList<SettingChange> Write(SettingOccurrence occurrence, JsonNode? value) => [new SettingChange(occurrence.Place, value?.DeepClone())];
    }

    /// <summary>Written in other words than it is meant.</summary>
    private sealed class WordsForm(Func<JsonNode?, JsonNode?> read, Func<JsonNode?, JsonNode?> word) : ValueForm
    {
        public override JsonNode? Read(JsonNode? written) => read(written);

        public override IReadOnlyList<SettingChange> Write(SettingOccurrence occurrence, JsonNode? value) => [new SettingChange(occurrence.Place, word(value))];
    }

    private sealed class LargestNumberForm : ValueForm
    {
        public override JsonNode? Read(JsonNode? written)
        {
            if (written is not JsonArray list)
            {
                return ReadNumber(written);
            }

            JsonNode?[] numbers = [.. list.Select(ReadNumber)];
            return numbers.Length == 0 || numbers.Any(number => number is null) ? null : numbers.MaxBy(ValueOf)!;
        }

        /// <summary>Of a list, what is larger is left out; the value itself is there at the end.</summary>
        public override IReadOnlyList<SettingChange> Write(SettingOccurrence occurrence, JsonNode? value)
        {
            if (occurrence.Written is not JsonArray list || ReadNumber(value) is not { } bound)
            {
                return [new SettingChange(occurrence.Place, value?.DeepClone())];
            }

            JsonNode?[] kept = [.. list.Where(item => ValueOf(ReadNumber(item)) <= ValueOf(bound)).Select(item => item?.DeepClone())];
            bool reached = kept.Any(item => ValueOf(ReadNumber(item)) == ValueOf(bound));
            return [new SettingChange(occurrence.Place, new JsonArray(reached ? kept : [.. kept, bound]))];
        }

        private static double ValueOf(JsonNode? number) => number is null ? double.NaN : double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture);
    }

    private sealed class PrecisionSwitchForm(string precision) : ValueForm
    {
        public override JsonNode? Read(JsonNode? written) => ReadSwitch(written) is { } flag ? JsonValue.Create(flag ? precision : "fp32") : null;

        public override bool YieldsToOthers(SettingOccurrence occurrence) => PrecisionWords.Name(occurrence.Value) == "fp32";

        /// <summary>Two switches that are on at once are refused by the frameworks: the one goes off where the other goes on.</summary>
        public override IReadOnlyList<SettingChange> Write(SettingOccurrence occurrence, JsonNode? value)
        {
            string? wanted = PrecisionWords.Name(value);
            if (wanted == precision)
            {
                return [new SettingChange(occurrence.Place, true)];
            }

            var changes = new List<SettingChange>();
            if (occurrence.IsWritten || wanted == "fp32")
            {
                changes.Add(new SettingChange(occurrence.Place, false));
            }

            if (wanted is "bf16" or "fp16")
            {
                int at = occurrence.Place.Path.LastIndexOf(precision, StringComparison.Ordinal);
                string sibling = at < 0 ? wanted : occurrence.Place.Path[..at] + wanted + occurrence.Place.Path[(at + precision.Length)..];
                changes.Insert(0, new SettingChange(occurrence.Place with { Path = sibling }, true));
            }

            return changes.Count > 0 ? changes : [new SettingChange(occurrence.Place, false)];
        }
    }
}
