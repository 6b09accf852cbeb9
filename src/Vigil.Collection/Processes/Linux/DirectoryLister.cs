using System.Runtime.InteropServices;

namespace Vigil.Collection.Processes.Linux;

/// <summary>Lists a folder with <c>getdents64</c> into a buffer of its own: no path, no string, no allocation.</summary>
internal sealed partial class DirectoryLister
{
    private const int FromStart = 0;
    private const int LengthOffset = 16;
    private const int NameOffset = 19;

    private readonly byte[] _buffer = GC.AllocateArray<byte>(32 * 1024, pinned: true);

    /// <summary>Lists the names that are numbers.</summary>
    /// <param name="descriptor">The folder, open for reading; listed from its start.</param>
    /// <param name="numbers">Receives them; cleared first.</param>
    /// <returns>False when the folder could not be read to its end.</returns>
    public bool TryListNumbers(int descriptor, List<int> numbers)
    {
        numbers.Clear();
        return Walk(descriptor, numbers) >= 0;
    }

    /// <summary>Counts the names other than <c>.</c> and <c>..</c>; negative error number when it failed.</summary>
    public int Count(int descriptor) => Walk(descriptor, null);

    private int Walk(int descriptor, List<int>? numbers)
    {
        if (Seek(descriptor, 0, FromStart) < 0)
        {
            return -Marshal.GetLastPInvokeError();
        }

        int names = 0;
        while (true)
        {
            int length = Fill(descriptor);
            if (length <= 0)
            {
                return length < 0 ? length : names;
            }

            for (int position = 0; position < length;)
            {
                ReadOnlySpan<byte> entry = _buffer.AsSpan(position, length - position);
                int size = MemoryMarshal.Read<ushort>(entry[LengthOffset..]);
                ReadOnlySpan<byte> name = entry[NameOffset..size];
                names += IsSelfOrParent(name) ? 0 : 1;
                if (numbers is not null && TryParse(name, out int number))
                {
                    numbers.Add(number);
                }

                position += size;
            }
        }
    }

    private int Fill(int descriptor)
    {
        unsafe
        {
            fixed (byte* start = _buffer)
            {
                nint length = SystemCall(GetDirectoryEntriesNumber, descriptor, (nint)start, _buffer.Length);
                return length < 0 ? -Marshal.GetLastPInvokeError() : (int)length;
            }
        }
    }

    private static bool IsSelfOrParent(ReadOnlySpan<byte> name) =>
        name[0] == (byte)'.' && (name[1] == 0 || (name[1] == (byte)'.' && name[2] == 0));

    private static bool TryParse(ReadOnlySpan<byte> name, out int number)
    {
        number = 0;
        for (int i = 0; i < name.Length && name[i] != 0; i++)
        {
            uint digit = (uint)(name[i] - '0');
            if (digit > 9 || i > 9)
            {
                return false;
            }

            number = (number * 10) + (int)digit;
        }

        return number > 0;
    }

    private static nint GetDirectoryEntriesNumber => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 217 : 61;

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial nint Seek(int descriptor, nint offset, int origin);

    // The C library wraps getdents64 only from glibc 2.30 on; the call itself is older.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint descriptor, nint buffer, nint length);
}
