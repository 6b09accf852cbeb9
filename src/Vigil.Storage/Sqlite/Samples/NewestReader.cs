using Vigil.Core.Live;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>Reads the latest sample alone: the tail is walked once for all subjects together.</summary>
internal static class NewestReader
{
    /// <summary>Call inside a transaction.</summary>
    public static NewestSample? Read(Database database, long runNumber)
    {
        IReadOnlyList<StoredSubject> subjects = SeriesReader.ReadSubjects(database, runNumber);
        if (subjects.Count == 0)
        {
            return null;
        }

        var decoder = new TailDecoder();
        bool found = false;
        Statement statement = SampleScan.TailRows(database, runNumber);
        while (statement.Step())
        {
            found = decoder.Read(statement.Bytes(0));
        }

        statement.Reset();
        return found ? FromTail(database, subjects, decoder) : FromBlocks(database, subjects);
    }

    private static NewestSample FromTail(Database database, IReadOnlyList<StoredSubject> subjects, TailDecoder decoder)
    {
        var values = decoder.Slots.ToDictionary(slot => slot.Ordinal, slot => slot.Values);
        var readings = new List<SubjectReadings>();
        foreach (StoredSubject subject in subjects)
        {
            if (values.TryGetValue(RowKeys.CountOf(subject.Id), out long[]? row))
            {
                string[] names = SubjectLayout.Of(database, subject.Id).Names;
                var read = new Dictionary<string, long>(names.Length);
                for (int i = 0; i < Math.Min(names.Length, row.Length); i++)
                {
                    read[names[i]] = row[i];
                }

                readings.Add(new SubjectReadings(subject, read));
            }
        }

        return new NewestSample(decoder.UnixMilliseconds, readings);
    }

    // The tail was packed a moment ago, or cannot be read.
    private static NewestSample FromBlocks(Database database, IReadOnlyList<StoredSubject> subjects)
    {
        long latest = (long)Math.Round(subjects.Max(subject => subject.LastSeen) * 1000);
        var readings = new List<SubjectReadings>();
        foreach (StoredSubject subject in subjects.Where(subject => (long)Math.Round(subject.LastSeen * 1000) == latest))
        {
            SeriesTable series = SeriesReader.ReadSeries(database, subject.Id, latest, latest);
            if (series.UnixMilliseconds.Length > 0)
            {
                readings.Add(new SubjectReadings(subject, series.Columns.ToDictionary(column => column.Key, column => column.Value[^1])));
            }
        }

        return new NewestSample(latest, readings);
    }
}
