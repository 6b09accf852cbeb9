using Vigil.Storage.Encoding;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>
/// Writes samples one at a time, each as what changed since the one before: flags, time, the set of subjects when it
/// changed, then per subject a bit for each column that changed and the differences. After <see cref="Reset"/> the next
/// row stands by itself. Differences wrap around, so every 64-bit value comes back exactly.
/// </summary>
internal sealed class TailEncoder
{
    internal const int StandsAlone = 1;
    internal const int HasSet = 2;

    private long[] _previous = [];
    private long[] _scratch = [];
    private SubjectSet? _set;
    private long _time;

    /// <summary>Makes the next row stand by itself.</summary>
    public void Reset() => _set = null;

    /// <summary>Appends one row.</summary>
    /// <param name="set">The subjects in this sample.</param>
    /// <param name="unixMilliseconds">Its time.</param>
    /// <param name="values">The columns of all subjects, one after the other, in the order of the set.</param>
    /// <param name="output">Where to.</param>
    public void Encode(SubjectSet set, long unixMilliseconds, ReadOnlySpan<long> values, ByteBuffer output)
    {
        bool alone = _set is null;
        bool changed = !ReferenceEquals(set, _set);
        output.WriteByte((byte)((alone ? StandsAlone : 0) | (changed ? HasSet : 0)));
        output.WriteSigned(alone ? unixMilliseconds : unixMilliseconds - _time);
        _time = unixMilliseconds;
        if (changed)
        {
            WriteSet(set, output);
            CarryOver(set);
            _set = set;
        }

        int at = 0;
        foreach (RegisteredSubject subject in set.Subjects)
        {
            EncodeSubject(values.Slice(at, subject.ColumnCount), _previous.AsSpan(at, subject.ColumnCount), output);
            at += subject.ColumnCount;
        }
    }

    private static void WriteSet(SubjectSet set, ByteBuffer output)
    {
        output.WriteVarint((ulong)set.Subjects.Length);
        long previous = 0;
        foreach (RegisteredSubject subject in set.Subjects)
        {
            output.WriteSigned(subject.Ordinal - previous);
            output.WriteVarint((ulong)subject.ColumnCount);
            previous = subject.Ordinal;
        }
    }

    // Values of subjects that stay are kept as the base of the next differences; new subjects start from zero.
    private void CarryOver(SubjectSet set)
    {
        if (_scratch.Length < set.ColumnCount)
        {
            _scratch = new long[set.ColumnCount];
        }

        Span<long> next = _scratch.AsSpan(0, set.ColumnCount);
        next.Clear();
        int at = 0;
        foreach (RegisteredSubject subject in set.Subjects)
        {
            int before = _set?.OffsetOf(subject.Ordinal) ?? -1;
            if (before >= 0)
            {
                _previous.AsSpan(before, subject.ColumnCount).CopyTo(next[at..]);
            }

            at += subject.ColumnCount;
        }

        (_previous, _scratch) = (_scratch, _previous);
    }

    private static void EncodeSubject(ReadOnlySpan<long> values, Span<long> previous, ByteBuffer output)
    {
        int maskAt = output.Length;
        int maskBytes = (values.Length + 7) / 8;
        output.Extend(maskBytes);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] != previous[i])
            {
                output.Slice(maskAt + (i >> 3), 1)[0] |= (byte)(1 << (i & 7));
                output.WriteSigned(unchecked(values[i] - previous[i]));
                previous[i] = values[i];
            }
        }
    }
}
