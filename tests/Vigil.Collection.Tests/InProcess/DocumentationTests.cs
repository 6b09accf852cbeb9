using System.Runtime.CompilerServices;

namespace Vigil.Collection.Tests.InProcess;

public class DocumentationTests
{
    /// <summary>The page's code is compiled code: every block stands in the sample program as it is printed.</summary>
    [Fact]
    public void Every_code_block_of_the_page_stands_in_the_sample()
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));
        string sample = File.ReadAllText(Path.Combine(root, "samples", "dotnet-trainer", "Program.cs")).ReplaceLineEndings("\n");
        string[] blocks = [.. File.ReadAllText(Path.Combine(root, "docs", "dotnet.md")).ReplaceLineEndings("\n")
            .Split("```csharp\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)])];

        blocks.Length.ShouldBeGreaterThan(3);
        blocks.ShouldAllBe(block => sample.Contains(block));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
