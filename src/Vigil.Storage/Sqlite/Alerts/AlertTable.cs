using Vigil.Core.Alerts;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Alerts;

/// <summary>Rows of alerts as they stand, and of their changes of state.</summary>
internal static class AlertTable
{
    private const string Columns = "fingerprint, rule, severity, state, labels, annotations, value, unit, run_id, active_at, starts_at, ends_at";

    public static void Put(Database database, Alert alert)
    {
        Statement row = database.Prepare($"INSERT OR REPLACE INTO VigilAlert ({Columns}, last_true_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
        Bind(row, alert).Bind(13, alert.LastTrueAt).Run();
    }

    public static void Remove(Database database, string fingerprint) =>
        database.Prepare("DELETE FROM VigilAlert WHERE fingerprint = ?1").Bind(1, fingerprint).Run();

    public static void Add(Database database, AlertTransition transition)
    {
        Statement row = database.Prepare($"INSERT INTO VigilAlertTransition ({Columns}, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
        Bind(row, transition.Alert).Bind(13, transition.At).Run();
    }

    public static List<Alert> ReadAll(Database database)
    {
        var alerts = new List<Alert>();
        Statement row = database.Prepare($"SELECT {Columns}, last_true_at FROM VigilAlert ORDER BY active_at, fingerprint");
        while (row.Step())
        {
            alerts.Add(Read(row, row.Real(12)));
        }

        row.Reset();
        return alerts;
    }

    public static List<AlertTransition> ReadHistory(Database database, AlertHistoryFilter filter)
    {
        var history = new List<AlertTransition>();
        Statement row = database.Prepare($"""
            SELECT {Columns}, at, id FROM VigilAlertTransition
            WHERE at >= ?1 AND at <= ?2 AND (?3 IS NULL OR rule = ?3) AND id < ?4 ORDER BY id DESC LIMIT ?5
            """)
            .Bind(1, filter.From).Bind(2, filter.To).Bind(3, filter.Rule).Bind(4, filter.Before ?? long.MaxValue).Bind(5, (long)filter.Limit);
        while (row.Step())
        {
            double at = row.Real(12);
            history.Add(new AlertTransition(row.Integer(13), at, Read(row, at)));
        }

        row.Reset();
        return history;
    }

    private static Statement Bind(Statement row, Alert alert) => row
        .Bind(1, alert.Fingerprint)
        .Bind(2, alert.Rule)
        .Bind(3, EnumNames.ToSnakeCase(alert.Severity))
        .Bind(4, EnumNames.ToSnakeCase(alert.State))
        .Bind(5, AlertJson.Write(alert.Labels))
        .Bind(6, AlertJson.Write(alert.Annotations))
        .Bind(7, alert.Value)
        .Bind(8, alert.Unit)
        .Bind(9, alert.RunId)
        .Bind(10, alert.ActiveAt)
        .Bind(11, alert.StartsAt)
        .Bind(12, alert.EndsAt);

    private static Alert Read(Statement row, double lastTrueAt) => new()
    {
        Fingerprint = row.Text(0),
        Rule = row.Text(1),
        Severity = EnumNames.Parse<AlertSeverity>(row.Text(2)) ?? AlertSeverity.Warning,
        State = EnumNames.Parse<AlertState>(row.Text(3)) ?? AlertState.Resolved,
        Labels = AlertJson.ReadLabels(row.Text(4)),
        Annotations = AlertJson.ReadLabels(row.Text(5)),
        Value = row.NullableReal(6),
        Unit = row.NullableText(7),
        RunId = row.NullableText(8),
        ActiveAt = row.Real(9),
        StartsAt = row.NullableReal(10),
        EndsAt = row.NullableReal(11),
        LastTrueAt = lastTrueAt,
    };
}
