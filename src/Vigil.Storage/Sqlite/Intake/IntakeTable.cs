using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Intake;

/// <summary>Reads and writes VigilIntake, inside the caller's transaction.</summary>
internal static class IntakeTable
{
    /// <summary>Number of the last item of a record that is stored, and how many never came; null when the record did not come from elsewhere.</summary>
    public static (long LastSequence, long Lost)? Find(Database database, string recordId)
    {
        Statement statement = database.Prepare("SELECT last_sequence, lost FROM VigilIntake WHERE record_id = ?1").Bind(1, recordId);
        (long, long)? found = statement.Step() ? (statement.Integer(0), statement.Integer(1)) : null;
        statement.Reset();
        return found;
    }

    /// <summary>Notes how far a record has come.</summary>
    public static void Put(Database database, string recordId, long lastSequence, long lost, long clockOffsetMilliseconds, long seenMilliseconds) =>
        database.Prepare("""
            INSERT INTO VigilIntake (record_id, last_sequence, lost, clock_offset_ms, seen_ms) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (record_id) DO UPDATE SET last_sequence = excluded.last_sequence, lost = excluded.lost, clock_offset_ms = excluded.clock_offset_ms, seen_ms = excluded.seen_ms
            """)
            .Bind(1, recordId).Bind(2, lastSequence).Bind(3, lost).Bind(4, clockOffsetMilliseconds).Bind(5, seenMilliseconds).Run();
}
