using System.Text.Json;

namespace Vigil.Core.Runs;

/// <summary>The stored and printed names of enumerations: snake case, such as <c>recorder_killed</c>.</summary>
public static class EnumNames
{
    /// <summary>The stored name of a value.</summary>
    public static string ToSnakeCase<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The value of a stored name; null when it is none of them.</summary>
    public static TEnum? Parse<TEnum>(string name)
        where TEnum : struct, Enum
    {
        foreach (TEnum value in Enum.GetValues<TEnum>())
        {
            if (ToSnakeCase(value) == name)
            {
                return value;
            }
        }

        return null;
    }
}
