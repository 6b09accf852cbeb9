using Vigil.Core.Training;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Training;

/// <summary>Reads the steps of a run: StepMetric rows and, beside them in the same order, their further numbers.</summary>
internal static class StepReader
{
    /// <summary>The steps, in the order in which they were recorded.</summary>
    public static IEnumerable<StepReading> Read(Database database, string runId, RowRange rows)
    {
        Statement steps = database.Prepare("""
            SELECT id, step, timestamp, loss, batch_size, gradient_norm, learning_rate, step_time_seconds
            FROM StepMetric WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3 ORDER BY id
            """).Bind(1, rows.First).Bind(2, rows.Last).Bind(3, runId);
        Statement values = database.Prepare("""
            SELECT v.step_metric_id, n.name, v.value FROM VigilStepValue v JOIN VigilStepName n ON n.id = v.name_id
            WHERE v.step_metric_id BETWEEN ?1 AND ?2 ORDER BY v.step_metric_id, v.name_id
            """).Bind(1, rows.First).Bind(2, rows.Last);
        bool more = values.Step();
        var source = StepSource.Output;
        long? totalSteps = null;
        var found = new List<KeyValuePair<string, double>>();
        while (steps.Step())
        {
            long id = steps.Integer(0);
            found.Clear();
            while (more && values.Integer(0) <= id)
            {
                if (values.Integer(0) == id)
                {
                    found.Add(new(values.Text(1), values.NullableReal(2) ?? double.NaN));
                }

                more = values.Step();
            }

            if (Find(found, StepNames.Source) is { } number)
            {
                source = (StepSource)(int)number;
            }

            if (Find(found, StepNames.TotalSteps) is { } total)
            {
                totalSteps = total < 0 ? null : (long)total;
            }

            yield return Compose(steps, found, source, totalSteps);
        }

        steps.Reset();
        values.Reset();
    }

    private static StepReading Compose(Statement row, List<KeyValuePair<string, double>> found, StepSource source, long? totalSteps) => new()
    {
        Step = row.Integer(1),
        UnixSeconds = row.Real(2),
        Source = source,
        TotalSteps = totalSteps,
        Loss = row.NullableReal(3) ?? Find(found, StepNames.Loss),
        BatchSize = (int?)row.NullableInteger(4),
        GradientNorm = row.NullableReal(5) ?? Find(found, StepNames.GradientNorm),
        LearningRate = row.NullableReal(6) ?? Find(found, StepNames.LearningRate),
        StepSeconds = row.NullableReal(7) ?? Find(found, StepNames.StepSeconds),
        Epoch = Find(found, StepNames.Epoch),
        GeneratorLoss = Find(found, StepNames.GeneratorLoss),
        DiscriminatorLoss = Find(found, StepNames.DiscriminatorLoss),
        SamplesPerSecond = Find(found, StepNames.SamplesPerSecond),
        TokensPerSecond = Find(found, StepNames.TokensPerSecond),
        BatchSeconds = Find(found, StepNames.BatchSeconds),
        DataSeconds = Find(found, StepNames.DataSeconds),
        Others =
        [
            .. found
                .Where(pair => pair.Key.StartsWith(StepNames.OtherPrefix, StringComparison.Ordinal))
                .Select(pair => new KeyValuePair<string, double>(pair.Key[StepNames.OtherPrefix.Length..], pair.Value)),
        ],
    };

    private static double? Find(List<KeyValuePair<string, double>> found, string name)
    {
        foreach (KeyValuePair<string, double> pair in found)
        {
            if (pair.Key == name)
            {
                return pair.Value;
            }
        }

        return null;
    }
}
