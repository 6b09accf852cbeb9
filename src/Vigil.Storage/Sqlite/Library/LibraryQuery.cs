using System.Globalization;
using System.Text;
using Vigil.Core.Library;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Runs;

namespace Vigil.Storage.Sqlite.Library;

/// <summary>
/// Finds the numbers of the runs that a filter wants, in its order. A page goes on from the position that its cursor
/// names: runs that start meanwhile may push one over the edge of a page, which a list of runs can bear.
/// </summary>
internal sealed class LibraryQuery(RunFilter filter)
{
    private readonly int _offset = ParseCursor(filter.After);

    /// <summary>One more number than asked for where there are more, and how many pass the filter in all.</summary>
    public (List<long> Numbers, int Total) Find(Database database, RunDirectory directory)
    {
        if (filter is { States.Count: 0, Sort: RunSort.Started, Descending: true } && (filter.Search + filter.Tag + filter.Name + filter.Verdict).Length == 0)
        {
            // What everybody asks first: no row but those of the page is read.
            List<long> all = [.. directory.NewestFirst(database, filter.Kind)];
            return ([.. all.Skip(_offset).Take(filter.Limit + 1)], all.Count);
        }

        string where = Where();
        int total = (int)Bind(database.Prepare($"SELECT count(*) FROM VigilRun r {where}"), row => row.Integer(0)).Single();
        Statement page = database.Prepare($"SELECT r.number FROM VigilRun r {where} ORDER BY {Order()} LIMIT {filter.Limit + 1} OFFSET {_offset}");
        return (Bind(page, row => row.Integer(0)), total);
    }

    /// <summary>The cursor of the page after so many runs of this one.</summary>
    public string CursorAfter(int count) => (_offset + count).ToString(CultureInfo.InvariantCulture);

    private static int ParseCursor(string? cursor) =>
        cursor is null ? 0
        : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out int offset) ? offset
        : throw new FormatException("The cursor is none that this list gave.");

    private string Where()
    {
        var conditions = new StringBuilder($"WHERE r.kind = '{EnumNames.ToSnakeCase(filter.Kind)}'");
        if (!string.IsNullOrEmpty(filter.Search))
        {
            // instr finds the words as they stand; lower() knows ASCII, which is what ids and most names are made of.
            conditions.Append("""
                 AND (instr(lower(r.id), lower(?1)) OR instr(lower(r.name), lower(?1)) OR instr(lower(r.command), lower(?1)) OR instr(lower(coalesce(r.note, '')), lower(?1))
                  OR EXISTS (SELECT 1 FROM VigilRunTag t WHERE t.run_number = r.number AND instr(lower(t.tag), lower(?1))))
                """);
        }

        if (filter.States.Count > 0)
        {
            conditions.Append(" AND r.state IN ('").AppendJoin("', '", filter.States.Select(RunWords.Of)).Append("')");
        }

        conditions.Append(string.IsNullOrEmpty(filter.Tag) ? "" : " AND EXISTS (SELECT 1 FROM VigilRunTag t WHERE t.run_number = r.number AND t.tag = ?2)");
        conditions.Append(string.IsNullOrEmpty(filter.Name) ? "" : " AND r.name = ?3");
        conditions.Append(string.IsNullOrEmpty(filter.Verdict) ? "" : " AND EXISTS (SELECT 1 FROM AnalysisReport a WHERE a.id = r.report_id AND a.summary ->> '$.verdict' = ?4)");
        return conditions.ToString();
    }

    private string Order()
    {
        string key = filter.Sort switch
        {
            RunSort.Started => "r.started_at",
            RunSort.Name => "r.name COLLATE NOCASE",
            RunSort.Duration => "coalesce(r.ended_at, r.last_seen_at) - r.started_at",
            RunSort.State => "r.state",
            RunSort.Score => "(SELECT a.summary ->> '$.score' FROM AnalysisReport a WHERE a.id = r.report_id)",
            _ => throw new InvalidOperationException("An order of runs is not known here."),
        };
        string direction = filter.Descending ? "DESC" : "ASC";
        return $"{key} {direction} NULLS LAST, r.started_at DESC, r.number DESC";
    }

    private List<T> Bind<T>(Statement statement, Func<Statement, T> read)
    {
        if (!string.IsNullOrEmpty(filter.Search))
        {
            statement.Bind(1, filter.Search);
        }

        if (!string.IsNullOrEmpty(filter.Tag))
        {
            statement.Bind(2, filter.Tag);
        }

        if (!string.IsNullOrEmpty(filter.Name))
        {
            statement.Bind(3, filter.Name);
        }

        if (!string.IsNullOrEmpty(filter.Verdict))
        {
            statement.Bind(4, filter.Verdict);
        }

        var rows = new List<T>();
        while (statement.Step())
        {
            rows.Add(read(statement));
        }

        statement.Reset();
        return rows;
    }
}
