using System.Text.Json.Nodes;
using Vigil.Core.Training;

namespace Vigil.Server.Api.Shapes;

/// <summary>One training step, with what its source said: the names are those of the columns of <c>/steps</c>.</summary>
internal static class StepItemJson
{
    public static JsonObject Create(StepReading step)
    {
        var item = new JsonObject { ["step"] = step.Step, ["t"] = step.UnixSeconds };
        foreach ((string name, Func<StepReading, double?> value) in StepColumns.Named)
        {
            if (value(step) is { } number && double.IsFinite(number))
            {
                item[name] = number;
            }
        }

        foreach ((string name, double value) in step.Others)
        {
            if (double.IsFinite(value))
            {
                item.TryAdd(name, value);
            }
        }

        return item;
    }
}
