using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Runs;

/// <summary>Writes the VigilRun rows. All calls happen inside the caller's transaction.</summary>
internal static class RunTable
{
    /// <summary>The number of a run; null when it is not there.</summary>
    public static long? NumberOf(Database database, string runId)
    {
        Statement statement = database.Prepare("SELECT number FROM VigilRun WHERE id = ?1").Bind(1, runId);
        long? number = statement.Step() ? statement.Integer(0) : null;
        statement.Reset();
        return number;
    }

    /// <summary>The id of a run; null when it is not there.</summary>
    public static string? IdOf(Database database, long number)
    {
        Statement statement = database.Prepare("SELECT id FROM VigilRun WHERE number = ?1").Bind(1, number);
        string? id = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        return id;
    }

    /// <summary>Adds a run that starts now.</summary>
    /// <returns>Its number.</returns>
    public static long Insert(Database database, RunStart start, string? snapshotJson)
    {
        database.Prepare("""
            INSERT INTO VigilRun (id, name, command, working_directory, started_at, sample_interval_seconds, parent_run_id, snapshot,
              recorder_host, recorder_boot_id, recorder_pid, recorder_start_ticks, state, kind, last_seen_at, first_sample_id, first_event_id, first_step_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?5,
              (SELECT coalesce(max(id), 0) + 1 FROM MetricsSample),
              (SELECT coalesce(max(id), 0) + 1 FROM TrainingEvent),
              (SELECT coalesce(max(id), 0) + 1 FROM StepMetric))
            """)
            .Bind(1, start.Id)
            .Bind(2, start.Name)
            .Bind(3, new JsonArray([.. start.Command.Select(word => (JsonNode)word)]).ToJsonString())
            .Bind(4, start.WorkingDirectory)
            .Bind(5, start.StartedAt)
            .Bind(6, start.SampleIntervalSeconds)
            .Bind(7, start.ParentRunId)
            .Bind(8, snapshotJson)
            .Bind(9, start.Recorder.HostName)
            .Bind(10, start.Recorder.BootId)
            .Bind(11, start.Recorder.ProcessId)
            .Bind(12, start.Recorder.StartTicks)
            .Bind(13, RunWords.Running)
            .Bind(14, EnumNames.ToSnakeCase(start.Kind))
            .Run();
        return database.LastRowId;
    }

    /// <summary>Notes that something was recorded.</summary>
    public static void Seen(Database database, long number, double unixSeconds) =>
        database.Prepare("UPDATE VigilRun SET last_seen_at = max(last_seen_at, ?2) WHERE number = ?1").Bind(1, number).Bind(2, unixSeconds).Run();

    /// <summary>Adds to the count of steps that were left out.</summary>
    public static void AddThinned(Database database, long number, long steps) =>
        database.Prepare("UPDATE VigilRun SET steps_thinned = steps_thinned + ?2 WHERE number = ?1").Bind(1, number).Bind(2, steps).Run();

    /// <summary>Writes how a run ended, unless that was written before. Nothing of the run may be written after it.</summary>
    /// <returns>False when it had ended already.</returns>
    public static bool Complete(Database database, long number, RunOutcome outcome, string? summaryJson)
    {
        database.Prepare("""
            UPDATE VigilRun SET state = ?2, ended_at = ?3, last_seen_at = max(last_seen_at, ?3), exit_code = ?4, signal = ?5, cause = ?6,
              explanation = ?7, summary = ?8,
              last_sample_id = (SELECT max(id) FROM MetricsSample),
              last_event_id = (SELECT max(id) FROM TrainingEvent),
              last_step_id = (SELECT max(id) FROM StepMetric)
            WHERE number = ?1 AND state = ?9
            """)
            .Bind(1, number)
            .Bind(2, RunWords.Of(outcome.State))
            .Bind(3, outcome.EndedAt)
            .Bind(4, outcome.ExitCode)
            .Bind(5, outcome.Signal)
            .Bind(6, RunWords.Of(outcome.Cause))
            .Bind(7, outcome.Explanation)
            .Bind(8, summaryJson)
            .Bind(9, RunWords.Running)
            .Run();
        return database.Changes > 0;
    }
}
