using System.Text;
using System.Text.Json.Nodes;

namespace Vigil.EndToEnd.Tests.Support;

/// <summary>What a program left behind.</summary>
/// <param name="ExitCode">128 + n for signal n.</param>
/// <param name="Bytes">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record FinishedProgram(int ExitCode, byte[] Bytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes)!;

    /// <summary>Makes sure of the exit code; what was printed is in the message otherwise.</summary>
    public FinishedProgram ShouldEndWith(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, $"{Output}\n{Error}");
        return this;
    }
}
