using System.Globalization;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording.Observers;

/// <summary>
/// Knows the processes of the watched tree as it is and as it was before it last changed: whoever the kernel killed is
/// usually gone by the time that its log is read. Works only when the subjects change.
/// </summary>
internal sealed class TreeMembers
{
    private HashSet<int> _current = [];
    private HashSet<int> _previous = [];
    private int _version = -1;

    /// <summary>Takes note of the processes of a sample. To be called once at each.</summary>
    public void Follow(SampleFrame frame)
    {
        if (_version == frame.Version)
        {
            return;
        }

        (_current, _previous) = (_previous, _current);
        _version = frame.Version;
        _current.Clear();
        IReadOnlyList<Subject> subjects = frame.Subjects;
        for (int i = 0; i < subjects.Count; i++)
        {
            // The key is pid:start.
            Subject subject = subjects[i];
            if (subject.Kind == SubjectKind.Process
                && subject.Key.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
                && int.TryParse(subject.Key.AsSpan(0, colon), CultureInfo.InvariantCulture, out int pid))
            {
                _current.Add(pid);
            }
        }
    }

    /// <summary>Whether a process is in the tree, or was before the tree last changed.</summary>
    public bool Contains(int? pid) => pid is { } number && (_current.Contains(number) || _previous.Contains(number));
}
