using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Core.Operations;

namespace Vigil.Cli.Settings;

/// <summary>The section <c>objectives</c> of <c>vigil.yaml</c>: service-level objectives by name.</summary>
internal static class ObjectiveSettings
{
    /// <summary>The section's key.</summary>
    public const string Section = "objectives";

    private static readonly string[] s_members = ["target", "type", "operation_name", "within_seconds", "days"];

    /// <summary>Reads it; each fault names its key.</summary>
    public static IReadOnlyList<ServiceObjective> Read(JsonObject section, string path, List<string> faults)
    {
        var objectives = new List<ServiceObjective>();
        foreach ((string name, JsonNode? node) in section)
        {
            string key = $"{path}: {Section}.{name}";
            if (node is not JsonObject members)
            {
                faults.Add($"{key}: must hold target and, as wanted, type, operation_name, within_seconds, days.");
                continue;
            }

            faults.AddRange(members.Where(member => !s_members.Contains(member.Key)).Select(member => $"{key}.{member.Key}: there is no such setting; known are {string.Join(", ", s_members)}."));
            double? target = Number(members, "target", value => value is > 0 and < 1, "a number above 0 and below 1, such as 0.999", key, faults);
            double? within = Number(members, "within_seconds", value => value is > 0 and < 1e6, "a number above 0", key, faults);
            double? days = Number(members, "days", value => value is >= 1 and <= 365, "a number from 1 to 365", key, faults);
            string? type = members["type"]?.ToString();
            if (type is not null && OperationType.Parse(type) is null)
            {
                faults.Add($"{key}.type: must be a word of a-z, 0-9 and _, not '{type}'.");
            }
            else if (target is null)
            {
                if (members["target"] is null)
                {
                    faults.Add($"{key}.target: is missing; the share that must be good, such as 0.999.");
                }
            }
            else
            {
                objectives.Add(new ServiceObjective { Name = name, Target = target.Value, Type = OperationType.Parse(type), OperationName = members["operation_name"]?.ToString(), WithinSeconds = within, Days = days ?? 30 });
            }
        }

        return objectives;
    }

    private static double? Number(JsonObject members, string name, Func<double, bool> isLegal, string wanted, string key, List<string> faults)
    {
        if (members[name] is not { } node)
        {
            return null;
        }

        if (double.TryParse(node.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && isLegal(value))
        {
            return value;
        }

        faults.Add($"{key}.{name}: must be {wanted}, not '{node}'.");
        return null;
    }
}
