using System.Collections.Frozen;
using System.Text.Json;

namespace Vigil.Core.Runs;

/// <summary>The stored and printed names of enumerations: snake case, such as <c>recorder_killed</c>.</summary>
public static class EnumNames
{
    /// <summary>The stored name of a value.</summary>
    public static string ToSnakeCase<TEnum>(TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.ByValue.TryGetValue(value, out string? name) ? name : Convert(value);

    /// <summary>The value of a stored name; null when it is none of them.</summary>
    public static TEnum? Parse<TEnum>(string name)
        where TEnum : struct, Enum => Names<TEnum>.ByName.TryGetValue(name, out TEnum value) ? value : null;

    private static string Convert<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    // Made once: lists ask for names several times for each of their lines.
    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly FrozenDictionary<TEnum, string> ByValue = Enum.GetValues<TEnum>().Distinct().ToFrozenDictionary(value => value, Convert);
        public static readonly FrozenDictionary<string, TEnum> ByName = ByValue.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);
    }
}
