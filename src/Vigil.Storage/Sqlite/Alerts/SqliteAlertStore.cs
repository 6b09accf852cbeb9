using Vigil.Core.Alerts;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Alerts;

/// <summary>Alerts in the embedded store.</summary>
/// <param name="readers">Connections for reading.</param>
/// <param name="openForWriting">Opens a connection for writing; null for a store that is only read.</param>
internal sealed class SqliteAlertStore(ReaderPool readers, Func<Database>? openForWriting) : IAlertStore
{
    /// <inheritdoc/>
    public bool TryTakeTurn(string owner, double now, double until) => Write(database =>
    {
        database.Prepare("""
            INSERT INTO VigilAlertTurn (id, owner, until) VALUES (1, ?1, ?3)
            ON CONFLICT (id) DO UPDATE SET owner = ?1, until = ?3 WHERE owner = ?1 OR until <= ?2
            """).Bind(1, owner).Bind(2, now).Bind(3, until).Run();
        return IsTurnOf(database, owner);
    });

    /// <inheritdoc/>
    public AlertSnapshot ReadSnapshot() => readers.Read(database =>
    {
        var groups = new List<AlertGroup>();
        Statement group = database.Prepare("SELECT receiver, group_key, created_at, told_at, told FROM VigilAlertGroup");
        while (group.Step())
        {
            groups.Add(new AlertGroup { Receiver = group.Text(0), Key = group.Text(1), CreatedAt = group.Real(2), ToldAt = group.NullableReal(3), Told = AlertJson.ReadWords(group.Text(4)) });
        }

        group.Reset();
        var memories = new Dictionary<string, double[]>();
        Statement memory = database.Prepare("SELECT key, numbers FROM VigilAlertMemory");
        while (memory.Step())
        {
            memories[memory.Text(0)] = AlertJson.ReadNumbers(memory.Text(1));
        }

        memory.Reset();
        return new AlertSnapshot(AlertTable.ReadAll(database), groups, memories);
    });

    /// <inheritdoc/>
    public bool Save(string owner, AlertRound round) => Write(database =>
    {
        if (!IsTurnOf(database, owner))
        {
            return false;
        }

        foreach (Alert alert in round.Alerts)
        {
            AlertTable.Put(database, alert);
        }

        foreach (string fingerprint in round.Forgotten)
        {
            AlertTable.Remove(database, fingerprint);
        }

        foreach (AlertTransition transition in round.Transitions)
        {
            AlertTable.Add(database, transition);
        }

        foreach (AlertGroup group in round.Groups)
        {
            database.Prepare("INSERT OR REPLACE INTO VigilAlertGroup (receiver, group_key, created_at, told_at, told) VALUES (?1, ?2, ?3, ?4, ?5)")
                .Bind(1, group.Receiver).Bind(2, group.Key).Bind(3, group.CreatedAt).Bind(4, group.ToldAt).Bind(5, AlertJson.Write(group.Told.Order(StringComparer.Ordinal))).Run();
        }

        foreach (AlertGroup group in round.EndedGroups)
        {
            database.Prepare("DELETE FROM VigilAlertGroup WHERE receiver = ?1 AND group_key = ?2").Bind(1, group.Receiver).Bind(2, group.Key).Run();
        }

        foreach (AlertNotification notification in round.Notifications)
        {
            NotificationTable.Add(database, notification);
        }

        foreach ((string key, double[] numbers) in round.Memories)
        {
            database.Prepare("INSERT OR REPLACE INTO VigilAlertMemory (key, numbers, updated_at) VALUES (?1, ?2, ?3)").Bind(1, key).Bind(2, AlertJson.Write(numbers)).Bind(3, round.At).Run();
        }

        return true;
    });

    /// <inheritdoc/>
    public IReadOnlyList<Alert> ReadAlerts() => readers.Read(AlertTable.ReadAll);

    /// <inheritdoc/>
    public IReadOnlyList<AlertTransition> ReadHistory(AlertHistoryFilter filter) => readers.Read(database => AlertTable.ReadHistory(database, filter));

    /// <inheritdoc/>
    public IReadOnlyList<Silence> ReadSilences(double endsAfter) => readers.Read(database => SilenceTable.Read(database, endsAfter));

    /// <inheritdoc/>
    public Silence? SaveSilence(Silence silence) => Write(database =>
    {
        if (silence.Id.Length > 0)
        {
            return SilenceTable.Replace(database, silence) ? silence : null;
        }

        Silence added = silence with { Id = RunIds.New() };
        SilenceTable.Add(database, added);
        return added;
    });

    /// <inheritdoc/>
    public bool EndSilence(string id, double at) => Write(database => SilenceTable.End(database, id, at));

    /// <inheritdoc/>
    public IReadOnlyList<AlertNotification> TakeDue(IReadOnlyCollection<string> receivers, double now, Func<int, double> nextTry, int limit)
    {
        // Most of the time nothing waits: that is found out without the lock that writing takes.
        if (!readers.Read(database => receivers.Any(receiver => NotificationTable.ReadDue(database, receiver, now, 1).Count > 0)))
        {
            return [];
        }

        return Write(database =>
        {
            var taken = new List<AlertNotification>();
            foreach (AlertNotification due in receivers.SelectMany(receiver => NotificationTable.ReadDue(database, receiver, now, limit)).Take(limit))
            {
                AlertNotification begun = due with { Attempts = due.Attempts + 1, DueAt = nextTry(due.Attempts + 1) };
                NotificationTable.CountAttempt(database, begun.Id, begun.Attempts, begun.DueAt);
                taken.Add(begun);
            }

            return taken;
        });
    }

    /// <inheritdoc/>
    public void MarkSent(long id, double at) => Write(database => NotificationTable.MarkSent(database, id, at));

    /// <inheritdoc/>
    public void MarkFailed(long id, double? retryAt, string error) => Write(database => NotificationTable.MarkFailed(database, id, retryAt, error));

    /// <inheritdoc/>
    public IReadOnlyList<DeliveryCounts> ReadDeliveries() => readers.Read(NotificationTable.Count);

    /// <inheritdoc/>
    public void Prune(double before) => Write(database =>
    {
        database.Prepare("DELETE FROM VigilAlertTransition WHERE at < ?1").Bind(1, before).Run();
        database.Prepare("DELETE FROM VigilAlertNotification WHERE state <> 'waiting' AND created_at < ?1").Bind(1, before).Run();
        database.Prepare("DELETE FROM VigilAlertSilence WHERE ends_at < ?1").Bind(1, before).Run();
        database.Prepare("DELETE FROM VigilAlertMemory WHERE updated_at < ?1").Bind(1, before).Run();
    });

    private static bool IsTurnOf(Database database, string owner)
    {
        Statement row = database.Prepare("SELECT owner FROM VigilAlertTurn");
        bool mine = row.Step() && row.Text(0) == owner;
        row.Reset();
        return mine;
    }

    private void Write(Action<Database> change) => Write(database =>
    {
        change(database);
        return true;
    });

    private T Write<T>(Func<Database, T> change)
    {
        if (openForWriting is null)
        {
            throw new InvalidOperationException("The store was opened for reading alone.");
        }

        using Database database = openForWriting();
        database.BeginWriting();
        T result = change(database);
        database.Commit();
        return result;
    }
}
