using Vigil.Core.Library;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Runs;
using Vigil.Storage.Sqlite.Samples;

namespace Vigil.Storage.Sqlite.Library;

/// <summary>Removes everything recorded of a run. Layouts, metrics and names of numbers stay: others use them.</summary>
internal static class RunDeletion
{
    public static DeleteResult Delete(Database database, string runId)
    {
        if (RunQuery.Get(database, runId) is not { } run)
        {
            return DeleteResult.NotFound;
        }

        if (run.Record.State == RunState.Running)
        {
            return DeleteResult.StillRunning;
        }

        long first = RowKeys.Of(run.Number, 0);
        long last = RowKeys.Of(run.Number, uint.MaxValue);
        Between(database, "DELETE FROM VigilStepValue WHERE step_metric_id IN (SELECT id FROM StepMetric WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3)", run.Steps.First, run.Steps.Last, runId);
        Between(database, "DELETE FROM StepMetric WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3", run.Steps.First, run.Steps.Last, runId);
        Between(database, "DELETE FROM TrainingEvent WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3", run.Events.First, run.Events.Last, runId);
        Between(database, "DELETE FROM MetricsSample WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3", run.Samples.First, run.Samples.Last, runId);
        database.Prepare("DELETE FROM AnalysisReport WHERE job_id = ?1").Bind(1, runId).Run();
        database.Prepare("DELETE FROM VigilSampleTail WHERE id BETWEEN ?1 AND ?2").Bind(1, first).Bind(2, last).Run();
        database.Prepare("DELETE FROM VigilSampleChunk WHERE subject_id BETWEEN ?1 AND ?2").Bind(1, first).Bind(2, last).Run();
        database.Prepare("DELETE FROM VigilRollup WHERE subject_id BETWEEN ?1 AND ?2").Bind(1, first).Bind(2, last).Run();
        database.Prepare("DELETE FROM VigilSubject WHERE id BETWEEN ?1 AND ?2").Bind(1, first).Bind(2, last).Run();
        database.Prepare("DELETE FROM VigilOperationTally WHERE key_id IN (SELECT id FROM VigilOperationKey WHERE run_number = ?1)").Bind(1, run.Number).Run();
        database.Prepare("DELETE FROM VigilOperationBlockKey WHERE key_id IN (SELECT id FROM VigilOperationKey WHERE run_number = ?1)").Bind(1, run.Number).Run();
        foreach (string table in new[] { "VigilSampleBlock", "VigilRollupSpan", "VigilOutput", "VigilRunTag", "VigilOperationKey", "VigilOperationBlock", "VigilOperationActive" })
        {
            database.Prepare($"DELETE FROM {table} WHERE run_number = ?1").Bind(1, run.Number).Run();
        }

        database.Prepare("DELETE FROM VigilRun WHERE number = ?1").Bind(1, run.Number).Run();
        return DeleteResult.Deleted;
    }

    private static void Between(Database database, string sql, long first, long last, string runId) =>
        database.Prepare(sql).Bind(1, first).Bind(2, last).Bind(3, runId).Run();
}
