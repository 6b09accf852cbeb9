using Vigil.Core.Metrics;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>The columns of a subject as they were written down when it was recorded, by whatever version.</summary>
/// <param name="Names">Names of the metrics, in order.</param>
/// <param name="Own">What the columns of an instrument are; null for subjects whose metrics all of their kind share.</param>
internal sealed record SubjectLayout(string[] Names, IReadOnlyList<Metric>? Own)
{
    /// <summary>The layout of a subject; without columns when there is no such subject.</summary>
    public static SubjectLayout Of(Database database, long subjectId)
    {
        Statement statement = database.Prepare("SELECT s.kind, l.metrics FROM VigilSubject s JOIN VigilLayout l ON l.id = s.layout_id WHERE s.id = ?1").Bind(1, subjectId);
        var kind = SubjectKind.System;
        string? json = null;
        if (statement.Step())
        {
            kind = (SubjectKind)statement.Integer(0);
            json = statement.Text(1);
        }

        statement.Reset();
        return json is null ? new SubjectLayout([], null) : new SubjectLayout(StoredLayout.Names(json), kind == SubjectKind.Instrument ? StoredLayout.Metrics(kind, json) : null);
    }

    /// <summary>How a column behaves, and what turns a stored integer into its unit; a plain level when nobody wrote it down.</summary>
    public ColumnForm Describe(Database database, int column)
    {
        if (Own is not null)
        {
            return new ColumnForm(Own[column].Kind, Own[column].Scale, Own[column].IsReal);
        }

        Statement statement = database.Prepare("SELECT kind, scale FROM VigilMetric WHERE name = ?1").Bind(1, Names[column]);
        ColumnForm found = statement.Step() ? new ColumnForm((MetricKind)statement.Integer(0), statement.Real(1), IsReal: false) : new ColumnForm(MetricKind.Gauge, 1, IsReal: false);
        statement.Reset();
        return found;
    }
}
