using Vigil.Core.Alerts;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Alerts;

/// <summary>The outbox.</summary>
internal static class NotificationTable
{
    /// <summary>Adds a notification; one with the same key is there once.</summary>
    public static void Add(Database database, AlertNotification notification) => database.Prepare("""
        INSERT OR IGNORE INTO VigilAlertNotification (key, receiver, group_key, group_labels, alerts, created_at, due_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """)
        .Bind(1, notification.Key)
        .Bind(2, notification.Receiver)
        .Bind(3, notification.GroupKey)
        .Bind(4, AlertJson.Write(notification.GroupLabels))
        .Bind(5, AlertJson.Write(notification.Alerts))
        .Bind(6, notification.CreatedAt)
        .Bind(7, notification.DueAt)
        .Run();

    /// <summary>The oldest waiting notification of each group, where it is due.</summary>
    public static List<AlertNotification> ReadDue(Database database, string receiver, double now, int limit)
    {
        var due = new List<AlertNotification>();
        Statement row = database.Prepare("""
            SELECT n.id, n.key, n.receiver, n.group_key, n.group_labels, n.alerts, n.created_at, n.due_at, n.attempts
            FROM VigilAlertNotification n
            WHERE n.id IN (SELECT min(id) FROM VigilAlertNotification WHERE state = 'waiting' AND receiver = ?1 GROUP BY receiver, group_key) AND n.due_at <= ?2
            ORDER BY n.id LIMIT ?3
            """).Bind(1, receiver).Bind(2, now).Bind(3, (long)limit);
        while (row.Step())
        {
            due.Add(new AlertNotification
            {
                Id = row.Integer(0),
                Key = row.Text(1),
                Receiver = row.Text(2),
                GroupKey = row.Text(3),
                GroupLabels = AlertJson.ReadLabels(row.Text(4)),
                Alerts = AlertJson.ReadAlerts(row.Text(5)),
                CreatedAt = row.Real(6),
                DueAt = row.Real(7),
                Attempts = (int)row.Integer(8),
            });
        }

        row.Reset();
        return due;
    }

    public static void CountAttempt(Database database, long id, int attempts, double dueAt) =>
        database.Prepare("UPDATE VigilAlertNotification SET attempts = ?2, due_at = ?3 WHERE id = ?1").Bind(1, id).Bind(2, (long)attempts).Bind(3, dueAt).Run();

    public static void MarkSent(Database database, long id, double at) =>
        database.Prepare("UPDATE VigilAlertNotification SET state = 'sent', finished_at = ?2, error = NULL WHERE id = ?1").Bind(1, id).Bind(2, at).Run();

    public static void MarkFailed(Database database, long id, double? retryAt, string error) => database.Prepare("""
        UPDATE VigilAlertNotification SET error = ?3, due_at = coalesce(?2, due_at),
          state = CASE WHEN ?2 IS NULL THEN 'failed' ELSE 'waiting' END, finished_at = CASE WHEN ?2 IS NULL THEN due_at END
        WHERE id = ?1
        """).Bind(1, id).Bind(2, retryAt).Bind(3, error).Run();

    public static List<DeliveryCounts> Count(Database database)
    {
        var counts = new List<DeliveryCounts>();
        Statement row = database.Prepare("""
            SELECT receiver, sum(state = 'sent'), sum(state = 'waiting'), sum(state = 'failed'),
              (SELECT error FROM VigilAlertNotification e WHERE e.receiver = n.receiver ORDER BY e.id DESC LIMIT 1)
            FROM VigilAlertNotification n GROUP BY receiver ORDER BY receiver
            """);
        while (row.Step())
        {
            counts.Add(new DeliveryCounts(row.Text(0), row.Integer(1), row.Integer(2), row.Integer(3), row.NullableText(4)));
        }

        row.Reset();
        return counts;
    }
}
