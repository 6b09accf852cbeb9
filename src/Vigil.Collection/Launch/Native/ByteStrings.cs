using System.Runtime.InteropServices;

namespace Vigil.Collection.Launch.Native;

/// <summary>A null-terminated array of zero-terminated strings in native memory, as argv and environ are.</summary>
internal sealed unsafe class ByteStrings : IDisposable
{
    private byte* _memory;

    public ByteStrings(IReadOnlyList<byte[]> strings)
    {
        int pointers = (strings.Count + 1) * sizeof(byte*);
        nuint total = (nuint)pointers;
        foreach (byte[] text in strings)
        {
            total += (nuint)text.Length + 1;
        }

        _memory = (byte*)NativeMemory.AllocZeroed(total);
        byte* next = _memory + pointers;
        for (int i = 0; i < strings.Count; i++)
        {
            ((byte**)_memory)[i] = next;
            strings[i].CopyTo(new Span<byte>(next, strings[i].Length));
            next += strings[i].Length + 1;
        }
    }

    /// <summary>The array.</summary>
    public byte** Pointer => (byte**)_memory;

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}
