using System.Diagnostics.CodeAnalysis;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Subjects;

/// <summary>
/// The subjects of one collector by the key under which the system knows them. For sources that list everything at
/// once: each sample marks what it meets, and what was not met leaves the frame.
/// </summary>
/// <typeparam name="TKey">How the system names a subject.</typeparam>
/// <typeparam name="TRow">What is remembered of one.</typeparam>
internal sealed class SubjectTable<TKey, TRow>
    where TKey : notnull
    where TRow : SubjectRow
{
    private readonly Dictionary<TKey, TRow> _rows = [];

    /// <summary>The number of subjects in the frame.</summary>
    public int Count => _rows.Count;

    /// <summary>Finds a subject without marking it; null when it is not known.</summary>
    public TRow? Find(TKey key) => _rows.GetValueOrDefault(key);

    /// <summary>Finds a subject that is known already and marks it as met in this sample.</summary>
    public bool TryMeet(SampleFrame frame, TKey key, [NotNullWhen(true)] out TRow? row)
    {
        if (!_rows.TryGetValue(key, out row))
        {
            return false;
        }

        row.SeenAt = frame.Sequence;
        return true;
    }

    /// <summary>Adds a subject that is met for the first time.</summary>
    public TRow Add(SampleFrame frame, TKey key, TRow row)
    {
        row.SeenAt = frame.Sequence;
        _rows.Add(key, row);
        frame.Add(row.Subject);
        return row;
    }

    /// <summary>Removes the subjects that this sample did not meet.</summary>
    public void Sweep(SampleFrame frame)
    {
        foreach ((TKey key, TRow row) in _rows)
        {
            if (row.SeenAt != frame.Sequence)
            {
                frame.Remove(row.Subject);
                _rows.Remove(key);
            }
        }
    }
}
