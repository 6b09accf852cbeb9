using System.Numerics;
using Vigil.Storage.Encoding;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>Reads the rows that <see cref="TailEncoder"/> wrote, in order, and holds the latest sample.</summary>
internal sealed class TailDecoder
{
    private const int MostSubjects = 1 << 20;
    private const int MostColumns = 1 << 12;

    private List<Slot> _slots = [];
    private List<Slot> _spare = [];
    private bool _started;

    /// <summary>The subjects of the latest row with their values.</summary>
    public IReadOnlyList<Slot> Slots => _slots;

    /// <summary>Time of the latest row, milliseconds since the Unix epoch.</summary>
    public long UnixMilliseconds { get; private set; }

    /// <summary>Takes the next row.</summary>
    /// <returns>False when it cannot be read: damaged, or it builds on a row that is not there. It is then skipped, and so
    /// are those after it until one stands by itself.</returns>
    public bool Read(ReadOnlySpan<byte> row)
    {
        var input = new ByteReader(row);
        int flags = input.ReadByte();
        bool alone = (flags & TailEncoder.StandsAlone) != 0;
        if (!alone && !_started)
        {
            return false;
        }

        long time = input.ReadSigned();
        UnixMilliseconds = alone ? time : unchecked(UnixMilliseconds + time);
        if ((flags & TailEncoder.HasSet) != 0)
        {
            ReadSet(ref input, alone);
        }

        foreach (Slot slot in _slots)
        {
            long[] values = slot.Values;
            ReadOnlySpan<byte> mask = input.ReadBytes((values.Length + 7) / 8);
            for (int i = 0; i < mask.Length; i++)
            {
                // Few columns change from row to row: the bits are walked, not the columns.
                for (int bits = mask[i]; bits != 0; bits &= bits - 1)
                {
                    int column = (i << 3) + BitOperations.TrailingZeroCount(bits);
                    if (column < values.Length)
                    {
                        values[column] = unchecked(values[column] + input.ReadSigned());
                    }
                }
            }
        }

        _started = !input.Damaged;
        return _started;
    }

    /// <summary>The values of a subject in the latest row; null when it is not in it.</summary>
    public long[]? Find(int ordinal)
    {
        foreach (Slot slot in _slots)
        {
            if (slot.Ordinal == ordinal)
            {
                return slot.Values;
            }
        }

        return null;
    }

    private void ReadSet(ref ByteReader input, bool alone)
    {
        (_slots, _spare) = (_spare, _slots);
        _slots.Clear();
        int count = input.ReadCount(MostSubjects);
        var before = alone ? [] : _spare.ToDictionary(slot => slot.Ordinal);
        long ordinal = 0;
        for (int i = 0; i < count && !input.Damaged; i++)
        {
            ordinal += input.ReadSigned();
            int columns = input.ReadCount(MostColumns);
            _slots.Add(before.TryGetValue((int)ordinal, out Slot? slot) && slot.Values.Length == columns
                ? slot
                : new Slot((int)ordinal, new long[columns]));
        }
    }

    /// <summary>A subject and its latest values.</summary>
    /// <param name="Ordinal">Its number within the run.</param>
    /// <param name="Values">Its columns.</param>
    internal sealed record Slot(int Ordinal, long[] Values);
}
