using Vigil.Core.Metrics;

namespace Vigil.Core.Sampling;

/// <summary>
/// The readings of the machine at one instant: the time, and the subjects alive now. One instance serves the whole run;
/// it is used by the sampling thread alone, and whoever needs a reading later copies it.
/// </summary>
public sealed class SampleFrame
{
    private readonly List<Subject> _subjects = [];

    /// <summary>Number of this sample in the run, from 1.</summary>
    public long Sequence { get; private set; }

    /// <summary>Wall-clock time of this sample, milliseconds since the Unix epoch. May step back with the clock.</summary>
    public long UnixMilliseconds { get; private set; }

    /// <summary>Monotonic seconds since the previous sample; 0 at the first one.</summary>
    public double ElapsedSeconds { get; private set; }

    /// <summary>The subjects that have readings in this sample, in order of appearance.</summary>
    public IReadOnlyList<Subject> Subjects => _subjects;

    /// <summary>Grows by one whenever a subject is added, removed or revised.</summary>
    public int Version { get; private set; }

    /// <summary>The totals that people ask for first; set by the recorder once all collectors have run.</summary>
    public SampleTotals Totals { get; set; }

    /// <summary>Starts the next sample.</summary>
    /// <param name="unixMilliseconds">Wall-clock time.</param>
    /// <param name="elapsedSeconds">Monotonic time since the previous sample, 0 at the first.</param>
    public void Begin(long unixMilliseconds, double elapsedSeconds)
    {
        Sequence++;
        UnixMilliseconds = unixMilliseconds;
        ElapsedSeconds = elapsedSeconds;
        for (int i = 0; i < _subjects.Count; i++)
        {
            _subjects[i].Advance();
        }
    }

    /// <summary>Adds a subject; its collector goes on writing its values.</summary>
    public void Add(Subject subject)
    {
        _subjects.Add(subject);
        Version++;
    }

    /// <summary>Removes a subject that is gone. Unknown subjects are ignored.</summary>
    public void Remove(Subject subject)
    {
        if (_subjects.Remove(subject))
        {
            Version++;
        }
    }

    /// <summary>The first subject of a kind; null when there is none.</summary>
    public Subject? First(SubjectKind kind)
    {
        for (int i = 0; i < _subjects.Count; i++)
        {
            if (_subjects[i].Kind == kind)
            {
                return _subjects[i];
            }
        }

        return null;
    }
}
