using System.Security.Cryptography;

namespace Vigil.Core.Runs;

/// <summary>Makes run ids.</summary>
public static class RunIds
{
    /// <summary>Digits and letters that cannot be mistaken for one another.</summary>
    private const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

    /// <summary>
    /// A new id: 8 characters of a 31-letter alphabet (40 random bits), short enough to type; unique within one
    /// database, which its primary key enforces.
    /// </summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, 8);
}
