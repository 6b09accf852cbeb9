using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vigil.Collection.Processes.Windows;

/// <summary>
/// Walks the answer of SystemProcessInformation: for each process an entry and its threads, chained by offsets, with
/// texts that are pointed to by address.
/// </summary>
/// <param name="bytes">The answer; an entry that is cut off, or an offset that leads nowhere, ends the walk.</param>
/// <param name="address">Where the answer lay when Windows wrote it.</param>
internal ref struct WindowsProcessList(ReadOnlySpan<byte> bytes, ulong address)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _next;

    /// <summary>Takes the next process. False at the end.</summary>
    /// <param name="entry">What is said about it.</param>
    /// <param name="threads">Its threads; fewer than it says when they are cut off.</param>
    public bool TryRead(out ProcessEntry entry, out ReadOnlySpan<ThreadEntry> threads)
    {
        threads = default;
        if (_next < 0 || !MemoryMarshal.TryRead(_bytes[_next..], out entry))
        {
            entry = default;
            return false;
        }

        ReadOnlySpan<byte> rest = _bytes[(_next + Unsafe.SizeOf<ProcessEntry>())..];
        int fitting = rest.Length / Unsafe.SizeOf<ThreadEntry>();
        threads = MemoryMarshal.Cast<byte, ThreadEntry>(rest)[..(int)Math.Min(entry.Threads, (uint)fitting)];

        long next = _next + (long)entry.NextEntryOffset;
        bool leadsOn = entry.NextEntryOffset >= Unsafe.SizeOf<ProcessEntry>() && next < _bytes.Length;
        _next = leadsOn ? (int)next : -1;
        return true;
    }

    /// <summary>The text that a reference points to; empty when it points out of the answer.</summary>
    public readonly ReadOnlySpan<char> Text(TextReference reference) => Text(_bytes, address, reference);

    /// <summary>The text that a reference in an answer points to; empty when it points out of the answer.</summary>
    /// <param name="bytes">The answer.</param>
    /// <param name="address">Where it lay when Windows wrote it.</param>
    /// <param name="reference">The reference.</param>
    public static ReadOnlySpan<char> Text(ReadOnlySpan<byte> bytes, ulong address, TextReference reference)
    {
        ulong offset = reference.Address - address;
        return reference.Address < address || offset > (ulong)bytes.Length || (ulong)bytes.Length - offset < reference.Length
            ? default
            : MemoryMarshal.Cast<byte, char>(bytes.Slice((int)offset, reference.Length));
    }
}
