using Vigil.Server.Exporting;

namespace Vigil.Server.Tests.Exporting;

public class CsvTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("plain text", "plain text")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public void Text_is_quoted_where_it_must_be(string? text, string field) => CsvText.Field(text).ShouldBe(field);

    [Theory]
    [InlineData(0.1)]
    [InlineData(1e-300)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Numbers_come_back_as_they_were(double number) =>
        double.Parse(CsvText.Field(number), System.Globalization.CultureInfo.InvariantCulture).ShouldBe(number);

    [Fact]
    public void What_is_missing_is_empty()
    {
        CsvText.Field((double?)null).ShouldBe("");
        CsvText.Field((long?)null).ShouldBe("");
    }

    [Fact]
    public void Times_have_milliseconds() => CsvText.Time(1_767_225_600.5).ShouldBe("1767225600.500");
}
