using System.Numerics;
using Vigil.Core.Sampling;

namespace Vigil.Storage.Encoding;

/// <summary>
/// Writes one column of integers in few bits, exactly.
/// <para>
/// Missing values are set aside as runs; what all differences have in common is divided out (memory comes in pages);
/// then each <see cref="ColumnModel"/> is tried, its left-overs either as they are or as gaps between those that are not
/// zero, and the cheapest is written with an adaptive Rice code. All arithmetic wraps around, so that counters which
/// restart and the extremes of 64 bits come back as they were. Left out on purpose: a general compressor behind it,
/// which finds nothing more, and an arithmetic coder, which gains some per cent and reads ten times slower.
/// </para>
/// <para>
/// Layout: one byte of model and flags, then for Constant its value; otherwise runs of presence (when flagged), first
/// value, divisor (when flagged), centre, starting parameters, bits. The number of rows is known to whoever reads.
/// </para>
/// Not thread-safe: one instance per writer.
/// </summary>
internal sealed class ColumnEncoder
{
    internal const int ModelMask = 0x0f;
    internal const int SparseFlag = 0x10;
    internal const int GapsFlag = 0x20;
    internal const int DivisorFlag = 0x40;
    internal const int MaxChoices = 16;

    private long[] _present = [];
    private long[] _levels = [];
    private long[] _sorted = [];
    private ulong[] _rest = [];
    private ulong[] _best = [];
    private readonly long[] _choices = new long[MaxChoices];
    private readonly int[] _counts = new int[MaxChoices];

    /// <summary>Appends a column.</summary>
    /// <param name="values">One value per row; at least one.</param>
    /// <param name="output">Where to.</param>
    public void Encode(ReadOnlySpan<long> values, ByteBuffer output)
    {
        Reserve(values.Length);
        int count = 0;
        bool same = true;
        foreach (long value in values)
        {
            same &= value == values[0];
            if (value != Reading.NotAvailable)
            {
                _present[count++] = value;
            }
        }

        if (same)
        {
            WriteConstant(values[0], output);
            return;
        }

        // Differences between neighbours, with their common divisor taken out; level 0 is the first value.
        ReadOnlySpan<long> present = _present.AsSpan(0, count);
        ulong divisor = CommonDivisor(present);
        _levels[0] = 0;
        for (int i = 1; i < count; i++)
        {
            _levels[i] = unchecked(_levels[i - 1] + ((present[i] - present[i - 1]) / (long)divisor));
        }

        int choices = FindChoices(count);
        Plan plan = Choose(count, choices);
        bool gaps = count < values.Length;
        output.WriteByte((byte)((int)plan.Model | (plan.Sparse ? SparseFlag : 0) | (gaps ? GapsFlag : 0) | (divisor != 1 ? DivisorFlag : 0)));
        if (gaps)
        {
            WriteRuns(values, output);
        }

        output.WriteSigned(present[0]);
        if (divisor != 1)
        {
            output.WriteVarint(divisor);
        }

        if (plan.Model == ColumnModel.Choice)
        {
            output.WriteVarint((ulong)choices);
            for (int i = 0; i < choices; i++)
            {
                output.WriteSigned(_choices[i]);
            }
        }
        else if (plan.Model != ColumnModel.Bend)
        {
            output.WriteSigned(plan.Centre);
        }

        Fill(plan.Model, plan.Centre, count, choices, _best);
        RiceStream.Write(_best.AsSpan(0, count), plan.Sparse, output);
    }

    private static void WriteConstant(long value, ByteBuffer output)
    {
        switch (value)
        {
            case 0:
                output.WriteByte((byte)ColumnModel.Zero);
                break;
            case Reading.NotAvailable:
                output.WriteByte((byte)ColumnModel.Absent);
                break;
            default:
                output.WriteByte((byte)ColumnModel.Constant);
                output.WriteSigned(value);
                break;
        }
    }

    // Lengths of the stretches of present and missing values by turns, present first; the last one is implied.
    private static void WriteRuns(ReadOnlySpan<long> values, ByteBuffer output)
    {
        bool present = true;
        int start = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if ((values[i] != Reading.NotAvailable) != present)
            {
                output.WriteVarint((ulong)(i - start));
                start = i;
                present = !present;
            }
        }

        output.WriteVarint((ulong)(values.Length - start));
    }

    private static ulong CommonDivisor(ReadOnlySpan<long> values)
    {
        ulong divisor = 0;
        for (int i = 1; i < values.Length; i++)
        {
            long difference = unchecked(values[i] - values[i - 1]);
            ulong a = difference < 0 ? unchecked(0UL - (ulong)difference) : (ulong)difference;
            while (a != 0)
            {
                (divisor, a) = (a, divisor % a);
            }

            if (divisor == 1)
            {
                return 1;
            }
        }

        return divisor is 0 or > long.MaxValue ? 1 : divisor;
    }

    private Plan Choose(int count, int choices)
    {
        var best = new Plan(ColumnModel.Bend, 0, Sparse: false, long.MaxValue);
        best = Try(ColumnModel.Bend, 0, count, choices, best);
        Span<long> sorted = _sorted.AsSpan(0, count);
        _levels.AsSpan(0, count).CopyTo(sorted);
        sorted.Sort();
        best = Try(ColumnModel.Level, sorted[count / 2], count, choices, best);
        best = Try(ColumnModel.Height, sorted[0], count, choices, best);
        for (int i = 1; i < count; i++)
        {
            sorted[i] = unchecked(_levels[i] - _levels[i - 1]);
        }

        Span<long> growth = sorted[1..];
        if (growth.Length > 0)
        {
            growth.Sort();
            best = Try(ColumnModel.Growth, growth[growth.Length / 2], count, choices, best);
            best = Try(ColumnModel.Burst, growth[0], count, choices, best);
        }

        return choices > 0 ? Try(ColumnModel.Choice, 0, count, choices, best) : best;
    }

    private Plan Try(ColumnModel model, long centre, int count, int choices, Plan best)
    {
        Fill(model, centre, count, choices, _rest);
        ReadOnlySpan<ulong> rest = _rest.AsSpan(0, count);
        long header = model == ColumnModel.Choice ? 12 * choices : 8 * ((70 - BitOperations.LeadingZeroCount(ZigZag.Encode(centre))) / 7);
        long dense = header + RiceStream.Cost(rest, sparse: false);
        if (dense < best.Bits)
        {
            best = new Plan(model, centre, Sparse: false, dense);
        }

        long sparse = header + RiceStream.Cost(rest, sparse: true);
        return sparse < best.Bits ? new Plan(model, centre, Sparse: true, sparse) : best;
    }

    private void Fill(ColumnModel model, long centre, int count, int choices, ulong[] rest)
    {
        ReadOnlySpan<long> levels = _levels.AsSpan(0, count);
        long previous = 0;
        long growth = 0;
        for (int i = 0; i < levels.Length; i++)
        {
            long step = unchecked(levels[i] - previous);
            rest[i] = unchecked(model switch
            {
                ColumnModel.Level => ZigZag.Encode(levels[i] - centre),
                ColumnModel.Height => (ulong)(levels[i] - centre),
                ColumnModel.Growth => i == 0 ? 0 : ZigZag.Encode(step - centre),
                ColumnModel.Burst => i == 0 ? 0 : (ulong)(step - centre),
                ColumnModel.Bend => ZigZag.Encode(step - growth),
                _ => (ulong)_choices.AsSpan(0, choices).IndexOf(levels[i]),
            });
            previous = levels[i];
            growth = step;
        }
    }

    // The distinct levels, the most frequent first; 0 when there are too many.
    private int FindChoices(int count)
    {
        int found = 0;
        for (int i = 0; i < count; i++)
        {
            int at = _choices.AsSpan(0, found).IndexOf(_levels[i]);
            if (at < 0)
            {
                if (found == MaxChoices)
                {
                    return 0;
                }

                at = found++;
                _choices[at] = _levels[i];
                _counts[at] = 0;
            }

            // Moving up by one keeps the list nearly sorted, at no cost worth naming.
            _counts[at]++;
            if (at > 0 && _counts[at] > _counts[at - 1])
            {
                (_counts[at], _counts[at - 1]) = (_counts[at - 1], _counts[at]);
                (_choices[at], _choices[at - 1]) = (_choices[at - 1], _choices[at]);
            }
        }

        return found;
    }

    private void Reserve(int rows)
    {
        if (_present.Length < rows)
        {
            int size = Math.Max(rows, 512);
            _present = new long[size];
            _levels = new long[size];
            _sorted = new long[size];
            _rest = new ulong[size];
            _best = new ulong[size];
        }
    }

    private readonly record struct Plan(ColumnModel Model, long Centre, bool Sparse, long Bits);
}
