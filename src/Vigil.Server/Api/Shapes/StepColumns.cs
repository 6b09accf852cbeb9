using System.Text.Json.Nodes;
using Vigil.Core.Training;

namespace Vigil.Server.Api.Shapes;

/// <summary>Steps column by column; where there are more than asked for, neighbours are joined, their extremes kept.</summary>
internal static class StepColumns
{
    /// <summary>What every source may say of a step.</summary>
    internal static readonly (string Name, Func<StepReading, double?> Value)[] Named =
    [
        ("loss", step => step.Loss),
        ("learning_rate", step => step.LearningRate),
        ("gradient_norm", step => step.GradientNorm),
        ("step_seconds", step => step.StepSeconds),
        ("data_seconds", step => step.DataSeconds),
        ("batch_seconds", step => step.BatchSeconds),
        ("batch_size", step => step.BatchSize),
        ("samples_per_second", step => step.SamplesPerSecond),
        ("tokens_per_second", step => step.TokensPerSecond),
        ("epoch", step => step.Epoch),
        ("generator_loss", step => step.GeneratorLoss),
        ("discriminator_loss", step => step.DiscriminatorLoss),
    ];

    public static JsonObject Create(IReadOnlyList<StepReading> steps, int points)
    {
        int size = Math.Max(1, (steps.Count + points - 1) / points);
        (int From, int To)[] groups = [.. Enumerable.Range(0, (steps.Count + size - 1) / size).Select(i => (i * size, Math.Min(steps.Count, (i + 1) * size)))];
        var columns = new JsonObject();
        foreach ((string name, Func<StepReading, double?> value) in Named.Concat(Others(steps)))
        {
            if (steps.Any(step => value(step) is not null))
            {
                columns[name] = Column(steps, groups, value);
            }
        }

        return new JsonObject
        {
            ["step"] = Numbers.Array(groups.Select(group => steps[group.To - 1].Step)),
            ["t"] = Numbers.Array(groups.Select(group => steps[group.To - 1].UnixSeconds)),
            ["columns"] = columns,
            ["total"] = steps.Count,
        };
    }

    private static IEnumerable<(string Name, Func<StepReading, double?> Value)> Others(IReadOnlyList<StepReading> steps) =>
        steps.SelectMany(step => step.Others.Select(pair => pair.Key)).Distinct().Take(64).Select(name => (name, (Func<StepReading, double?>)(step => Other(step, name))));

    private static double? Other(StepReading step, string name)
    {
        foreach (KeyValuePair<string, double> pair in step.Others)
        {
            if (pair.Key == name)
            {
                return pair.Value;
            }
        }

        return null;
    }

    private static JsonObject Column(IReadOnlyList<StepReading> steps, (int From, int To)[] groups, Func<StepReading, double?> value)
    {
        var minimum = new double[groups.Length];
        var maximum = new double[groups.Length];
        var mean = new double[groups.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            (minimum[i], maximum[i], mean[i]) = (double.NaN, double.NaN, double.NaN);
            double sum = 0;
            int count = 0;
            for (int at = groups[i].From; at < groups[i].To; at++)
            {
                if (value(steps[at]) is { } number && double.IsFinite(number))
                {
                    minimum[i] = count == 0 ? number : Math.Min(minimum[i], number);
                    maximum[i] = count == 0 ? number : Math.Max(maximum[i], number);
                    sum += number;
                    count++;
                }
            }

            if (count > 0)
            {
                mean[i] = sum / count;
            }
        }

        return new JsonObject { ["mean"] = Numbers.Array(mean), ["min"] = Numbers.Array(minimum), ["max"] = Numbers.Array(maximum) };
    }
}
