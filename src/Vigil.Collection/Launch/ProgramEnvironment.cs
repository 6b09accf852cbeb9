using System.Text;

namespace Vigil.Collection.Launch;

/// <summary>The environment of the program: Vigil's own, entry for entry, with a few variables set.</summary>
internal static class ProgramEnvironment
{
    /// <summary>Replaces or adds variables. All other entries stay as they are, in order, odd and double ones too.</summary>
    public static List<byte[]> With(IReadOnlyList<byte[]> entries, IReadOnlyDictionary<string, string> additions)
    {
        var result = new List<byte[]>(entries.Count + additions.Count);
        byte[][] names = [.. additions.Keys.Select(name => Encoding.UTF8.GetBytes(name + "="))];
        foreach (byte[] entry in entries)
        {
            if (!Array.Exists(names, name => entry.AsSpan().StartsWith(name)))
            {
                result.Add(entry);
            }
        }

        result.AddRange(additions.Select(addition => Encoding.UTF8.GetBytes($"{addition.Key}={addition.Value}")));
        return result;
    }
}
