using System.Text.Json.Nodes;
using Vigil.Core.Library;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Runs;

namespace Vigil.Storage.Sqlite.Library;

/// <summary>Runs as people keep them: lists, names, tags, notes, deletion.</summary>
/// <param name="readers">Connections for reading.</param>
/// <param name="directory">What is known of runs without reading them.</param>
/// <param name="openForWriting">Opens a connection for writing; null for a store that is only read.</param>
internal sealed class SqliteRunLibrary(ReaderPool readers, RunDirectory directory, Func<Database>? openForWriting) : IRunLibrary
{
    private readonly SparkCache _sparks = new();

    /// <inheritdoc/>
    public RunPage Query(RunFilter filter, bool withSparks = false) => readers.Read(database =>
    {
        var query = new LibraryQuery(filter);
        (List<long> numbers, int total) = query.Find(database, directory);
        bool more = numbers.Count > filter.Limit;
        List<ListedRun> runs = numbers.Take(filter.Limit).Select(number => Read(database, number, withSparks, withSnapshot: false)).OfType<ListedRun>().ToList();
        return new RunPage(runs, more ? query.CursorAfter(filter.Limit) : null, total);
    });

    /// <inheritdoc/>
    public ListedRun? Get(string runId) => readers.Read(database =>
        RunTable.NumberOf(database, runId) is { } number ? Read(database, number, withSpark: true, withSnapshot: true) : null);

    /// <inheritdoc/>
    public bool Annotate(string runId, RunAnnotation annotation) => Write(database =>
    {
        if (RunTable.NumberOf(database, runId) is not { } number)
        {
            return false;
        }

        if (annotation.Name is { } name)
        {
            database.Prepare("UPDATE VigilRun SET name = ?2 WHERE number = ?1").Bind(1, number).Bind(2, name).Run();
        }

        if (annotation.Note is { } note)
        {
            database.Prepare("UPDATE VigilRun SET note = ?2 WHERE number = ?1").Bind(1, number).Bind(2, note.Length == 0 ? null : note).Run();
        }

        if (annotation.Tags is { } tags)
        {
            database.Prepare("DELETE FROM VigilRunTag WHERE run_number = ?1").Bind(1, number).Run();
            int position = 0;
            foreach (string tag in tags.Distinct(StringComparer.Ordinal))
            {
                database.Prepare("INSERT INTO VigilRunTag (run_number, tag, position) VALUES (?1, ?2, ?3)")
                    .Bind(1, number).Bind(2, tag).Bind(3, (long)position++).Run();
            }
        }

        return true;
    });

    /// <inheritdoc/>
    public DeleteResult Delete(string runId) => Write(database => RunDeletion.Delete(database, runId));

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

    private ListedRun? Read(Database database, long number, bool withSpark, bool withSnapshot)
    {
        if (RunQuery.GetByNumber(database, number, withSnapshot) is not { } run)
        {
            return null;
        }

        Statement row = database.Prepare("SELECT r.note, a.summary FROM VigilRun r LEFT JOIN AnalysisReport a ON a.id = r.report_id WHERE r.number = ?1").Bind(1, number);
        row.Step();
        string? note = row.NullableText(0);
        string? summary = row.NullableText(1);
        row.Reset();

        var tags = new List<string>();
        Statement tag = database.Prepare("SELECT tag FROM VigilRunTag WHERE run_number = ?1 ORDER BY position").Bind(1, number);
        while (tag.Step())
        {
            tags.Add(tag.Text(0));
        }

        tag.Reset();
        return new ListedRun
        {
            Run = run.Record,
            Tags = tags,
            Note = note,
            Analysis = summary is null ? null : StoredJson.Object(summary),
            Spark = withSpark ? _sparks.Of(database, run) : null,
        };
    }
}
