using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Telemetry.Receiving;

/// <summary>
/// Makes samples of points that come one by one. Points of several series become one sample as long as they lie within a second
/// and none of the series has one in it yet; a series that has nothing new keeps its value, until it went quiet. So a program
/// that exports every ten seconds has a sample every ten seconds, however many series it has.
/// </summary>
internal sealed class SampleFeed(IRunWriter writer, TimeProvider time)
{
    private const long WidestMilliseconds = 1000;

    private readonly SampleFrame _frame = new();
    private bool _isOpen;
    private long _opened;

    /// <summary>Makes room for a point of a series: its values may then be set.</summary>
    public void Place(Series series, long unixMilliseconds)
    {
        if (_isOpen && (series.LastSample == _frame.Sequence || unixMilliseconds - _frame.UnixMilliseconds > WidestMilliseconds))
        {
            Flush();
        }

        if (!_isOpen)
        {
            // A sample is never older than the one before: late points are told with those that came with them.
            long before = _frame.UnixMilliseconds;
            long at = _frame.Sequence == 0 ? unixMilliseconds : Math.Max(unixMilliseconds, before + 1);
            _frame.Begin(at, _frame.Sequence == 0 ? 0 : (at - before) / 1000.0);
            _isOpen = true;
            _opened = time.GetTimestamp();
        }

        series.LastSample = _frame.Sequence;
        if (!series.IsPresent)
        {
            series.IsPresent = true;
            _frame.Add(series.Subject);
        }
    }

    /// <summary>Hands the open sample over, if there is one.</summary>
    public void Flush()
    {
        if (_isOpen)
        {
            writer.Write(_frame);
            _isOpen = false;
        }
    }

    /// <summary>Hands the open sample over when it was gathered for some time.</summary>
    public void FlushAfter(TimeSpan gathered)
    {
        if (_isOpen && time.GetElapsedTime(_opened) >= gathered)
        {
            Flush();
        }
    }

    /// <summary>Takes out series that had no point for some time of the samples, so that their lines end there.</summary>
    public void RemoveQuiet(IEnumerable<Series> all, TimeSpan quiet)
    {
        long since = (_frame.UnixMilliseconds * 1_000_000) - (quiet.Ticks * 100);
        foreach (Series series in all)
        {
            if (series.IsPresent && series.LastNanoseconds < since && !(_isOpen && series.LastSample == _frame.Sequence))
            {
                series.IsPresent = false;
                _frame.Remove(series.Subject);
                series.Subject.Values.AsSpan().Fill(Reading.NotAvailable);
            }
        }
    }
}
