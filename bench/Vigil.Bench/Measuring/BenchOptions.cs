using System.Globalization;

namespace Vigil.Bench.Measuring;

/// <summary>Options of the form <c>--name value</c>; what is not given has the default that the benchmark states.</summary>
internal sealed class BenchOptions
{
    private readonly Dictionary<string, string> _values = [];

    /// <summary>Reads them.</summary>
    /// <exception cref="ArgumentException">A word that is no option, or an option without its value.</exception>
    public BenchOptions(ReadOnlySpan<string> words)
    {
        for (int i = 0; i < words.Length; i += 2)
        {
            if (!words[i].StartsWith("--") || i + 1 >= words.Length)
            {
                throw new ArgumentException($"not understood: {words[i]}");
            }

            _values[words[i][2..]] = words[i + 1];
        }
    }

    /// <summary>The value as text.</summary>
    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    /// <summary>The value as a number.</summary>
    public int Number(string name, int otherwise) =>
        _values.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>The value as numbers separated by commas.</summary>
    public int[] Numbers(string name, params int[] otherwise) =>
        _values.TryGetValue(name, out string? text)
            ? [.. text.Split(',').Select(word => int.Parse(word, CultureInfo.InvariantCulture))]
            : otherwise;

    /// <summary>A program that <c>run.sh</c> compiled from C.</summary>
    public string Tool(string name) => Path.Combine(Text("tools", "artifacts/bench"), name);

    /// <summary>The <c>vigil</c> program.</summary>
    public string Vigil => Path.GetFullPath(Text("vigil", "artifacts/vigil/vigil"));
}
