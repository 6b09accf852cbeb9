namespace Vigil.Storage.Sqlite.Schema;

/// <summary>The tables of alerts.</summary>
internal static class AlertTables
{
    /// <summary>Version 6.</summary>
    public const string Version5 = """
        -- Alerts that are pending, firing or lately resolved. labels, annotations: JSON objects.
        CREATE TABLE VigilAlert (
          fingerprint TEXT PRIMARY KEY,
          rule TEXT NOT NULL,
          severity TEXT NOT NULL,
          state TEXT NOT NULL,
          labels TEXT NOT NULL,
          annotations TEXT NOT NULL,
          value REAL,
          unit TEXT,
          run_id TEXT,
          active_at REAL NOT NULL,
          starts_at REAL,
          ends_at REAL,
          last_true_at REAL NOT NULL
        ) WITHOUT ROWID;

        -- Every change of state, for good (until it is pruned).
        CREATE TABLE VigilAlertTransition (
          id INTEGER PRIMARY KEY,
          at REAL NOT NULL,
          fingerprint TEXT NOT NULL,
          rule TEXT NOT NULL,
          severity TEXT NOT NULL,
          state TEXT NOT NULL,
          labels TEXT NOT NULL,
          annotations TEXT NOT NULL,
          value REAL,
          unit TEXT,
          run_id TEXT,
          active_at REAL NOT NULL,
          starts_at REAL,
          ends_at REAL
        );
        CREATE INDEX VigilAlertTransitionByTime ON VigilAlertTransition (at);

        -- matchers: JSON array of {"name","value","isRegex","isEqual"}.
        CREATE TABLE VigilAlertSilence (
          id TEXT PRIMARY KEY,
          matchers TEXT NOT NULL,
          starts_at REAL NOT NULL,
          ends_at REAL NOT NULL,
          created_by TEXT NOT NULL,
          comment TEXT NOT NULL
        ) WITHOUT ROWID;

        -- What each receiver was told of each group. told: JSON array of fingerprints that it holds to be firing.
        CREATE TABLE VigilAlertGroup (
          receiver TEXT NOT NULL,
          group_key TEXT NOT NULL,
          created_at REAL NOT NULL,
          told_at REAL,
          told TEXT NOT NULL,
          PRIMARY KEY (receiver, group_key)
        ) WITHOUT ROWID;

        -- The outbox. state: waiting, sent or failed.
        CREATE TABLE VigilAlertNotification (
          id INTEGER PRIMARY KEY,
          key TEXT NOT NULL UNIQUE,
          receiver TEXT NOT NULL,
          group_key TEXT NOT NULL,
          group_labels TEXT NOT NULL,
          alerts TEXT NOT NULL,
          created_at REAL NOT NULL,
          due_at REAL NOT NULL,
          attempts INTEGER NOT NULL DEFAULT 0,
          state TEXT NOT NULL DEFAULT 'waiting',
          finished_at REAL,
          error TEXT
        );
        CREATE INDEX VigilAlertNotificationWaiting ON VigilAlertNotification (receiver, group_key, id) WHERE state = 'waiting';

        -- What conditions have learned of a series: JSON array of numbers.
        CREATE TABLE VigilAlertMemory (
          key TEXT PRIMARY KEY,
          numbers TEXT NOT NULL,
          updated_at REAL NOT NULL
        ) WITHOUT ROWID;

        -- The one process that evaluates.
        CREATE TABLE VigilAlertTurn (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          owner TEXT NOT NULL,
          until REAL NOT NULL
        );
        """;
}
