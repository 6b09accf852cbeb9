using System.Text.Json.Nodes;

namespace Vigil.Server.Api.Shapes;

/// <summary>Columns of numbers as JSON: a gap, and what JSON has no word for, is null.</summary>
internal static class Numbers
{
    public static JsonArray Array(IEnumerable<double> values)
    {
        var array = new JsonArray();
        foreach (double value in values)
        {
            array.Add(double.IsFinite(value) ? (JsonNode)value : null);
        }

        return array;
    }

    public static JsonArray Array(IEnumerable<long> values)
    {
        var array = new JsonArray();
        foreach (long value in values)
        {
            array.Add((JsonNode)value);
        }

        return array;
    }
}
