using System.Text;

namespace Vigil.Server.Tests.Fuzzing;

/// <summary>Makes wrong things of right ones, the same ones for the same seed.</summary>
internal sealed class Mutator(int seed)
{
    /// <summary>What parsers have stumbled over before.</summary>
    private static readonly string[] s_nasty =
    [
        "", " ", "0", "-1", "1e999", "-1e308", "NaN", "Infinity", "9223372036854775808", "-9223372036854775809", "0x10", "1,2", "null", "true", "[]", "{}", "'", "\"", "\\", "%", "%%", "%s%n",
        "*", ":", "::", ":::", "system::", "process:*:", "..", "../..", "\0", "\u202e", "\uFFFD", "ﷺ", "😀", "a\r\nb: c", "' OR 1=1 --", "1;DROP TABLE VigilRun", "<script>", "${jndi:x}", "last", "run", "run22222",
    ];

    private readonly Random _random = new(seed);

    public int Next(int end) => _random.Next(end);

    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>A text: a nasty one, noise, a very long one, or the given one with something changed.</summary>
    public string Text(string right) => _random.Next(6) switch
    {
        0 => Pick(s_nasty),
        1 => Noise(_random.Next(40)),
        2 => string.Concat(Enumerable.Repeat(Pick(s_nasty) + "a", 50)),
        3 => right + Pick(s_nasty),
        _ => Encoding.Latin1.GetString(Bytes(Encoding.UTF8.GetBytes(right))),
    };

    /// <summary>Some bytes changed, doubled, taken out or put in; or the end cut off.</summary>
    public byte[] Bytes(byte[] right)
    {
        var bytes = new List<byte>(right);
        for (int changes = 1 + _random.Next(4); changes > 0; changes--)
        {
            int at = _random.Next(bytes.Count + 1);
            switch (_random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pick(s_nasty)));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, _random.Next(30))));
                    break;
                case 4 when _random.Next(4) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    break;
            }
        }

        return [.. bytes];
    }

    private string Noise(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)_random.Next(1, 0xD7FF)));
}
