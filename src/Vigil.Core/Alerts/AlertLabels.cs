using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vigil.Core.Alerts;

/// <summary>Names of the labels that Vigil sets itself, and the identity that labels make.</summary>
public static class AlertLabels
{
    /// <summary>Name of the rule.</summary>
    public const string Name = "alertname";

    /// <summary><c>info</c>, <c>warning</c> or <c>critical</c>.</summary>
    public const string Severity = "severity";

    /// <summary>The machine that a quantity of the machine was read on.</summary>
    public const string Host = "host";

    /// <summary>Id of the run, of what belongs to a run alone.</summary>
    public const string Run = "run";

    /// <summary>Name of the run.</summary>
    public const string RunName = "run_name";

    /// <summary>The disk, GPU, process… that it is about.</summary>
    public const string Subject = "subject";

    /// <summary>Identity of labels: the same for the same names and values in any order.</summary>
    public static string Fingerprint(IReadOnlyDictionary<string, string> labels)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (string text in labels.OrderBy(label => label.Key, StringComparer.Ordinal).SelectMany(label => new[] { label.Key, label.Value }))
        {
            // The length stands before each text: no two sets of labels run together to the same bytes.
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}
