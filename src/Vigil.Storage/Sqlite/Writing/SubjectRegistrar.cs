using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;
using Vigil.Storage.Sqlite.Samples;

namespace Vigil.Storage.Sqlite.Writing;

/// <summary>
/// Gives the subjects of a run their numbers. A subject that leaves and comes back under its key keeps its number;
/// processes, whose keys never come back, are forgotten when they leave.
/// </summary>
internal sealed class SubjectRegistrar
{
    private readonly Dictionary<(SubjectKind Kind, string Key), Known> _known = [];
    private SubjectSet _set = new([]);
    private int _version = -1;
    private int _lastOrdinal;

    /// <summary>Takes up the numbers that subjects have in the store; only before the first frame.</summary>
    public void Resume(IEnumerable<RegisteredSubject> stored)
    {
        foreach (RegisteredSubject subject in stored)
        {
            _lastOrdinal = Math.Max(_lastOrdinal, subject.Ordinal);
            _known[(subject.Kind, subject.Key)] = new Known(null, 0, subject);
        }
    }

    /// <summary>The set of a frame's subjects: the same instance for as long as they stay the same.</summary>
    public SubjectSet Register(SampleFrame frame)
    {
        if (frame.Version == _version)
        {
            return _set;
        }

        var present = new HashSet<int>();
        var subjects = new RegisteredSubject[frame.Subjects.Count];
        for (int i = 0; i < subjects.Length; i++)
        {
            subjects[i] = Register(frame.Subjects[i], frame.UnixMilliseconds, present);
            present.Add(subjects[i].Ordinal);
        }

        Forget(present);
        _version = frame.Version;
        _set = new SubjectSet(subjects);
        return _set;
    }

    private RegisteredSubject Register(Subject subject, long unixMilliseconds, HashSet<int> present)
    {
        var key = (subject.Kind, subject.Key);
        bool found = _known.TryGetValue(key, out Known known);
        if (found && ReferenceEquals(known.Subject, subject) && known.Revision == subject.Revision && !present.Contains(known.Entry.Ordinal))
        {
            return known.Entry;
        }

        // Two subjects under one key in one sample are a fault of a collector: they are kept apart.
        bool again = found && !present.Contains(known.Entry.Ordinal);
        var entry = new RegisteredSubject(
            again ? known.Entry.Ordinal : ++_lastOrdinal,
            subject.Table,
            subject.Key,
            new JsonObject(subject.Attributes.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))).ToJsonString(),
            again ? known.Entry.FirstSeenMilliseconds : unixMilliseconds);
        _known[key] = new Known(subject, subject.Revision, entry);
        return entry;
    }

    private void Forget(HashSet<int> present)
    {
        List<(SubjectKind, string)>? gone = null;
        foreach (((SubjectKind Kind, string Key) key, Known known) in _known)
        {
            if (key.Kind == SubjectKind.Process && !present.Contains(known.Entry.Ordinal))
            {
                (gone ??= []).Add(key);
            }
        }

        gone?.ForEach(key => _known.Remove(key));
    }

    private readonly record struct Known(Subject? Subject, int Revision, RegisteredSubject Entry);
}
