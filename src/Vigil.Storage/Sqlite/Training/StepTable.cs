using Vigil.Core.Training;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Training;

/// <summary>
/// Writes the steps of one run: a StepMetric row each, and a VigilStepValue row for every further number. The source and
/// the total number of steps, which hardly change, are written when they do and hold for the steps after. All calls
/// happen inside the caller's transaction.
/// </summary>
internal sealed class StepTable(Database database, string runId)
{
    private const int MostNames = 10_000;
    private readonly Dictionary<string, long> _names = [];
    private StepSource? _source;
    private long? _totalSteps;

    /// <summary>Writes a step.</summary>
    public void Insert(StepReading step)
    {
        database.Prepare("""
            INSERT INTO StepMetric (job_id, step, timestamp, loss, batch_size, gradient_norm, learning_rate, step_time_seconds)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """)
            .Bind(1, runId)
            .Bind(2, step.Step)
            .Bind(3, double.IsNaN(step.UnixSeconds) ? 0 : step.UnixSeconds)
            .Bind(4, step.Loss)
            .Bind(5, step.BatchSize)
            .Bind(6, step.GradientNorm)
            .Bind(7, step.LearningRate)
            .Bind(8, step.StepSeconds)
            .Run();
        long id = database.LastRowId;
        if (_source != step.Source)
        {
            InsertValue(id, StepNames.Source, (double)step.Source);
            _source = step.Source;
        }

        if (_totalSteps != step.TotalSteps)
        {
            InsertValue(id, StepNames.TotalSteps, step.TotalSteps ?? StepNames.NoTotal);
            _totalSteps = step.TotalSteps;
        }

        InsertNaN(id, StepNames.Loss, step.Loss);
        InsertNaN(id, StepNames.GradientNorm, step.GradientNorm);
        InsertNaN(id, StepNames.LearningRate, step.LearningRate);
        InsertNaN(id, StepNames.StepSeconds, step.StepSeconds);
        InsertKnown(id, StepNames.Epoch, step.Epoch);
        InsertKnown(id, StepNames.GeneratorLoss, step.GeneratorLoss);
        InsertKnown(id, StepNames.DiscriminatorLoss, step.DiscriminatorLoss);
        InsertKnown(id, StepNames.SamplesPerSecond, step.SamplesPerSecond);
        InsertKnown(id, StepNames.TokensPerSecond, step.TokensPerSecond);
        InsertKnown(id, StepNames.BatchSeconds, step.BatchSeconds);
        InsertKnown(id, StepNames.DataSeconds, step.DataSeconds);
        foreach ((string name, double value) in step.Others)
        {
            InsertValue(id, StepNames.OtherPrefix + name, value);
        }
    }

    private void InsertNaN(long id, string name, double? value)
    {
        if (value is { } number && double.IsNaN(number))
        {
            InsertValue(id, name, number);
        }
    }

    private void InsertKnown(long id, string name, double? value)
    {
        if (value is { } number)
        {
            InsertValue(id, name, number);
        }
    }

    private void InsertValue(long id, string name, double value) =>
        database.Prepare("INSERT OR REPLACE INTO VigilStepValue (step_metric_id, name_id, value) VALUES (?1, ?2, ?3)")
            .Bind(1, id).Bind(2, NameId(name)).Bind(3, value).Run();

    private long NameId(string name)
    {
        if (_names.TryGetValue(name, out long id))
        {
            return id;
        }

        database.Prepare("INSERT OR IGNORE INTO VigilStepName (name) VALUES (?1)").Bind(1, name).Run();
        Statement statement = database.Prepare("SELECT id FROM VigilStepName WHERE name = ?1").Bind(1, name);
        statement.Step();
        id = statement.Integer(0);
        statement.Reset();

        // A program that makes up a name per step must not fill the memory.
        if (_names.Count >= MostNames)
        {
            _names.Clear();
        }

        _names.Add(name, id);
        return id;
    }
}
