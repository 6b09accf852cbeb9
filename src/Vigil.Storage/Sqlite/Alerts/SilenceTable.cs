using Vigil.Core.Alerts;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Alerts;

/// <summary>Rows of silences.</summary>
internal static class SilenceTable
{
    public static List<Silence> Read(Database database, double endsAfter)
    {
        var silences = new List<Silence>();
        Statement row = database.Prepare("SELECT id, matchers, starts_at, ends_at, created_by, comment FROM VigilAlertSilence WHERE ends_at > ?1 ORDER BY starts_at, id").Bind(1, endsAfter);
        while (row.Step())
        {
            silences.Add(new Silence
            {
                Id = row.Text(0),
                Matchers = AlertJson.ReadMatchers(row.Text(1)),
                StartsAt = row.Real(2),
                EndsAt = row.Real(3),
                CreatedBy = row.Text(4),
                Comment = row.Text(5),
            });
        }

        row.Reset();
        return silences;
    }

    public static void Add(Database database, Silence silence) =>
        Bind(database.Prepare("INSERT INTO VigilAlertSilence (id, matchers, starts_at, ends_at, created_by, comment) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"), silence).Run();

    /// <summary>False when there is no such silence.</summary>
    public static bool Replace(Database database, Silence silence)
    {
        Bind(database.Prepare("UPDATE VigilAlertSilence SET matchers = ?2, starts_at = ?3, ends_at = ?4, created_by = ?5, comment = ?6 WHERE id = ?1"), silence).Run();
        return database.Changes > 0;
    }

    /// <summary>False when there is no such silence, or it is over.</summary>
    public static bool End(Database database, string id, double at)
    {
        database.Prepare("UPDATE VigilAlertSilence SET ends_at = ?2 WHERE id = ?1 AND ends_at > ?2").Bind(1, id).Bind(2, at).Run();
        return database.Changes > 0;
    }

    private static Statement Bind(Statement row, Silence silence) => row
        .Bind(1, silence.Id)
        .Bind(2, AlertJson.Write(silence.Matchers))
        .Bind(3, silence.StartsAt)
        .Bind(4, silence.EndsAt)
        .Bind(5, silence.CreatedBy)
        .Bind(6, silence.Comment);
}
