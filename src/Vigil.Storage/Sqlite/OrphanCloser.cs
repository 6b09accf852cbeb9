using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Intake;
using Vigil.Storage.Sqlite.Runs;
using Vigil.Storage.Sqlite.Training;
using Vigil.Storage.Sqlite.Writing;

namespace Vigil.Storage.Sqlite;

/// <summary>
/// Closes runs whose recorder is gone. On this machine that is certain: another boot, or no process of that number and
/// start time. Of other machines, and of records that are sent here (a database on shared storage, or in another container) nothing can be known, so their
/// runs are left alone until nothing was recorded for a day.
/// </summary>
internal sealed class OrphanCloser(SqliteStoreOptions options, WriterSettings settings, Func<Database> openForWriting, ReaderPool readers, RunDirectory directory)
{
    private static readonly TimeSpan s_foreignPatience = TimeSpan.FromDays(1);

    /// <summary>Closes them.</summary>
    /// <returns>Ids of the runs closed that were of programs.</returns>
    public IReadOnlyList<string> Close()
    {
        var closed = new List<string>();
        foreach (RunEntry run in readers.Read(database => RunQuery.Running(database, directory)))
        {
            if (Explain(run.Record) is { } explanation && Close(run, explanation) && run.Record.Start.Kind == RunKind.Run)
            {
                closed.Add(run.Record.Start.Id);
            }
        }

        return closed;
    }

    private bool Close(RunEntry run, string explanation)
    {
        double endedAt = readers.Read(database => LastRecorded(database, run));
        var outcome = new RunOutcome
        {
            State = RunState.RecorderKilled,
            EndedAt = endedAt,
            Cause = EndCause.RecorderKilled,
            Explanation = explanation,
        };
        var details = new JsonObject { ["state"] = RunWords.Of(outcome.State), ["cause"] = RunWords.Of(outcome.Cause), ["explanation"] = explanation };
        try
        {
            using var session = new RunSession(openForWriting(), run.Record.Start, snapshotJson: null, settings);
            return session.Complete(outcome, summaryJson: null, _ => 0, new RunEvent(endedAt, EventTypes.TrainingEnd, details));
        }
        catch (StoreUnavailableException)
        {
            // Full or locked now: the next command tries again, and the run stays readable meanwhile.
            return false;
        }
    }

    // Null when the recorder lives, or may.
    private string? Explain(RunRecord run)
    {
        RecorderIdentity recorder = run.Start.Recorder;
        if (recorder.HostName != options.HostName || readers.Read(database => IntakeTable.Find(database, run.Start.Id)) is not null)
        {
            double age = (options.TimeProvider.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds - run.LastSeenAt;
            return age > s_foreignPatience.TotalSeconds
                ? $"The recorder on {recorder.HostName} has recorded nothing for more than a day; how the program ended is not known."
                : null;
        }

        if (recorder.BootId != options.BootId)
        {
            return "The machine was restarted while the run was recorded; how the program ended is not known.";
        }

        return options.IsRecorderAlive(recorder)
            ? null
            : $"The recorder (process {recorder.ProcessId}) was killed or ended without recording the end of the run; how the program ended is not known.";
    }

    private static double LastRecorded(Database database, RunEntry run)
    {
        Statement statement = database.Prepare("""
            SELECT max(
              coalesce((SELECT max(timestamp) FROM TrainingEvent WHERE id >= ?1 AND job_id = ?3), 0),
              coalesce((SELECT max(timestamp) FROM StepMetric WHERE id >= ?2 AND job_id = ?3), 0))
            """).Bind(1, run.Events.First).Bind(2, run.Steps.First).Bind(3, run.Record.Start.Id);
        statement.Step();
        double last = statement.Real(0);
        statement.Reset();
        return Math.Max(run.Record.LastSeenAt, last);
    }
}
