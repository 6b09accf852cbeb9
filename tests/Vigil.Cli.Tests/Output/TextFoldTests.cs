using Vigil.Cli.Output;

namespace Vigil.Cli.Tests.Output;

public class TextFoldTests
{
    [Theory]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("one two three", 13, "one two three")]
    [InlineData("abcdefghij", 4, "abcd|efgh|ij")]
    [InlineData("ab abcdefgh", 4, "ab|abcd|efgh")]
    [InlineData("one\ntwo", 10, "one two")]
    [InlineData("", 5, "")]
    public void Text_is_broken_at_blanks(string text, int width, string lines) =>
        string.Join('|', TextFold.Fold(text, width)).ShouldBe(lines);
}
