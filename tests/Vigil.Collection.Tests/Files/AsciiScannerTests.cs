using Vigil.Collection.Files;

namespace Vigil.Collection.Tests.Files;

public class AsciiScannerTests
{
    [Theory]
    [InlineData("42", 42)]
    [InlineData("  -7 ", -7)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("18446744073709551615", long.MaxValue)]
    [InlineData("12kB", 12)]
    [InlineData("", 0)]
    [InlineData("max", 0)]
    public void Reads_integers(string text, long expected) =>
        new AsciiScanner(System.Text.Encoding.ASCII.GetBytes(text)).ReadInt64().ShouldBe(expected);

    [Theory]
    [InlineData("1.25", 125)]
    [InlineData("0.5", 50)]
    [InlineData("3", 300)]
    [InlineData("2.999", 299)]
    public void Reads_fractions(string text, long expected) =>
        new AsciiScanner(System.Text.Encoding.ASCII.GetBytes(text)).ReadFixed(100).ShouldBe(expected);

    [Fact]
    public void Walks_lines_and_words()
    {
        var scanner = new AsciiScanner("cpu  1 2\nintr 3\n"u8);

        scanner.TryReadLine(out ReadOnlySpan<byte> first).ShouldBeTrue();
        var words = new AsciiScanner(first);
        words.ReadWord().SequenceEqual("cpu"u8).ShouldBeTrue();
        words.SkipWords(1);
        words.ReadInt64().ShouldBe(2);
        scanner.TryReadLine(out ReadOnlySpan<byte> second).ShouldBeTrue();
        second.SequenceEqual("intr 3"u8).ShouldBeTrue();
        scanner.TryReadLine(out _).ShouldBeFalse();
    }
}
