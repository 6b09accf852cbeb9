using Vigil.Cli.Output;

namespace Vigil.Cli.Tests.Output;

public class HumanizeTests
{
    [Theory]
    [InlineData(0.0, "0 B")]
    [InlineData(1023.0, "1023 B")]
    [InlineData(1024.0, "1.00 KiB")]
    [InlineData(1536.0 * 1024, "1.50 MiB")]
    [InlineData(12.34 * 1024 * 1024, "12.3 MiB")]
    [InlineData(777.0 * 1024 * 1024, "777 MiB")]
    [InlineData(23.5 * 1024 * 1024 * 1024, "23.5 GiB")]
    [InlineData(5e18, "4441 PiB")]
    [InlineData(null, "–")]
    public void Bytes_are_binary_units_with_three_digits(double? bytes, string text) => Humanize.Bytes(bytes).ShouldBe(text);

    [Theory]
    [InlineData(-1, "0 s")]
    [InlineData(0, "0.0 s")]
    [InlineData(12.34, "12.3 s")]
    [InlineData(184, "3 min 04 s")]
    [InlineData(3725, "1 h 02 min")]
    [InlineData(90000, "1 d 01 h")]
    public void Durations_have_two_units_at_most(double seconds, string text) => Humanize.Duration(seconds).ShouldBe(text);

    [Theory]
    [InlineData(42.123, "42.1 %")]
    [InlineData(null, "–")]
    public void Percent_has_one_digit(double? percent, string text) => Humanize.Percent(percent).ShouldBe(text);

    [Theory]
    [InlineData(0.00012345, "0.0001234")]
    [InlineData(2.34567, "2.346")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(null, "–")]
    public void Numbers_have_four_significant_digits(double? number, string text) => Humanize.Number(number).ShouldBe(text);
}
