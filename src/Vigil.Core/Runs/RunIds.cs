namespace Vigil.Core.Runs;

/// <summary>Makes run ids.</summary>
public static class RunIds
{
    /// <summary>Digits and letters that cannot be mistaken for one another.</summary>
    private const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
    private const int Length = 8;

    /// <summary>
    /// A new id: 8 characters of a 31-letter alphabet (40 random bits), short enough to type; unique within one
    /// database, which its primary key enforces.
    /// </summary>
    /// <remarks>
    /// The random bits are those of a UUID, which the runtime takes from the kernel itself. Its random number generator
    /// would load OpenSSL into every recorder: 5 MB for 40 bits.
    /// </remarks>
    public static string New() => string.Create(Length, 0, static (id, _) =>
    {
        Span<byte> random = stackalloc byte[16];
        for (int filled = 0; filled < Length;)
        {
            Guid.NewGuid().TryWriteBytes(random);

            // Bytes 0 to 5 are random throughout; those that would favour the first letters are passed over.
            foreach (byte value in random[..6])
            {
                if (filled < Length && value < byte.MaxValue / Alphabet.Length * Alphabet.Length)
                {
                    id[filled++] = Alphabet[value % Alphabet.Length];
                }
            }
        }
    });
}
