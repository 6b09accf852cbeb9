using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Tests.Findings;

public class PhraseTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(1.5 * (1 << 30), "1.50 GiB")]
    [InlineData(-20.0 * (1 << 20), "-20.0 MiB")]
    [InlineData(1023.9 * (1 << 20), "1.00 GiB")]
    [InlineData(double.NaN, "an unknown amount")]
    public void Bytes_have_three_digits_and_a_binary_unit(double bytes, string text) => Phrase.Bytes(bytes).ShouldBe(text);

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.0123, "12.3 ms")]
    [InlineData(2.5, "2.5 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(273_600, "3 d 4 h")]
    [InlineData(double.PositiveInfinity, "an unknown time")]
    public void Durations_have_at_most_two_units(double seconds, string text) => Phrase.Duration(seconds).ShouldBe(text);
}
