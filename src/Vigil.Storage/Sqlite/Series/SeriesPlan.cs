using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Rollups;

namespace Vigil.Storage.Sqlite.Series;

/// <summary>A stretch of a run that one source answers; samples where the level is null.</summary>
internal readonly record struct SeriesStretch(RollupLevel? Level, long From, long To);

/// <summary>
/// Which source answers which part of a window: the coarsest that the buckets allow where its spans are whole, a finer one
/// where they are not yet, and a coarser one where retention deleted the finer. Stretches do not overlap: nothing counts twice.
/// </summary>
internal sealed class SeriesPlan
{
    private readonly Database _database;
    private readonly long _runNumber;
    private readonly long _samplesFrom;
    private readonly long _minutesFrom;
    private readonly List<SeriesStretch> _stretches = [];

    private SeriesPlan(Database database, long runNumber)
    {
        _database = database;
        _runNumber = runNumber;
        Statement row = database.Prepare("SELECT samples_from_ms, minutes_from_ms FROM VigilRun WHERE number = ?1").Bind(1, runNumber);
        bool found = row.Step();

        // The minute in which deletion stopped is answered by its roll-up, as some of its samples are gone.
        _samplesFrom = found && row.NullableInteger(0) is { } samples ? RollupLevel.Ceiling(samples, RollupLevel.Minute.StepMilliseconds) : long.MinValue;
        _minutesFrom = found && row.NullableInteger(1) is { } minutes ? minutes : long.MinValue;
        row.Reset();
    }

    /// <summary>The stretches of a window, in order.</summary>
    public static List<SeriesStretch> Of(Database database, long runNumber, BucketGrid grid)
    {
        var plan = new SeriesPlan(database, runNumber);
        plan.Cover(grid.Start, grid.End, grid.Level);
        return plan._stretches;
    }

    private void Cover(long from, long to, RollupLevel? level)
    {
        if (level != RollupLevel.Hour && from < _minutesFrom)
        {
            Rolled(from, Math.Min(to, _minutesFrom), RollupLevel.Hour);
            from = _minutesFrom;
        }

        if (level is null && from < _samplesFrom && from < to)
        {
            Rolled(from, Math.Min(to, _samplesFrom), RollupLevel.Minute);
            from = _samplesFrom;
        }

        if (from >= to)
        {
            return;
        }

        if (level is null)
        {
            _stretches.Add(new SeriesStretch(null, from, to));
        }
        else
        {
            Rolled(from, to, level);
        }
    }

    private void Rolled(long from, long to, RollupLevel level)
    {
        long at = from;
        foreach (long span in RollupTable.Spans(_database, _runNumber, level, from, to))
        {
            Finer(at, span, level);
            at = Math.Max(at, span);
            long end = Math.Min(span + level.SpanMilliseconds, to);
            if (at < end)
            {
                Add(new SeriesStretch(level, at, end));
                at = end;
            }
        }

        Finer(at, to, level);
    }

    private void Finer(long from, long to, RollupLevel level)
    {
        RollupLevel? finer = level == RollupLevel.Hour ? RollupLevel.Minute : null;
        from = Math.Max(from, finer is null ? _samplesFrom : _minutesFrom);
        if (from >= to)
        {
            return;
        }

        if (finer is null)
        {
            Add(new SeriesStretch(null, from, to));
        }
        else
        {
            Rolled(from, to, finer);
        }
    }

    // Neighbours of one source are read in one go.
    private void Add(SeriesStretch stretch)
    {
        if (_stretches.Count > 0 && _stretches[^1] is { } last && last.Level == stretch.Level && last.To == stretch.From)
        {
            _stretches[^1] = last with { To = stretch.To };
        }
        else
        {
            _stretches.Add(stretch);
        }
    }
}
