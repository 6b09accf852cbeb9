namespace Vigil.Storage.Sqlite.Samples;

/// <summary>The subjects of a sample in order; one instance for as long as they stay the same.</summary>
internal sealed class SubjectSet
{
    private readonly Dictionary<int, int> _offsets;

    /// <summary>Creates a set.</summary>
    public SubjectSet(RegisteredSubject[] subjects)
    {
        Subjects = subjects;
        _offsets = new Dictionary<int, int>(subjects.Length);
        foreach (RegisteredSubject subject in subjects)
        {
            _offsets[subject.Ordinal] = ColumnCount;
            ColumnCount += subject.ColumnCount;
        }
    }

    /// <summary>The subjects, in the order in which their values stand in a sample.</summary>
    public RegisteredSubject[] Subjects { get; }

    /// <summary>Columns of all of them together.</summary>
    public int ColumnCount { get; }

    /// <summary>Where the values of a subject start in a sample; -1 when it is not in the set.</summary>
    public int OffsetOf(int ordinal) => _offsets.GetValueOrDefault(ordinal, -1);
}
