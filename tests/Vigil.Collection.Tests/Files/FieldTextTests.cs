using System.Text;
using Vigil.Collection.Files;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Files;

public class FieldTextTests
{
    [Theory]
    [InlineData("oom_kill 3\n", "oom_kill", 3)]
    [InlineData("oom_kill_disable 0\nunder_oom 1\noom_kill 7\n", "oom_kill", 7)]
    [InlineData("SwapCached: 12 kB\nCached:    34 kB\n", "Cached", 34)]
    [InlineData("Cached:    34 kB", "Cached", 34)]
    [InlineData("memory max\nmax 5", "max", 5)]
    public void Finds_the_line_of_exactly_that_name(string text, string name, long expected) =>
        FieldText.Find(Encoding.ASCII.GetBytes(text), Encoding.ASCII.GetBytes(name)).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("anon")]
    [InlineData("anon ")]
    [InlineData("anon \n12")]
    [InlineData("anon max")]
    [InlineData("anon -1")]
    [InlineData("anonymous 5")]
    public void What_is_no_number_is_not_available(string text) =>
        FieldText.Find(Encoding.ASCII.GetBytes(text), "anon"u8).ShouldBe(Reading.NotAvailable);

    [Fact]
    public void A_product_that_does_not_fit_is_not_available()
    {
        FieldText.Find("MemTotal: 9223372036854775807 kB"u8, "MemTotal"u8, 1024).ShouldBe(Reading.NotAvailable);
        FieldText.Find("MemTotal: 3 kB"u8, "MemTotal"u8, 1024).ShouldBe(3072);
    }

    [Fact]
    public void Pressure_gives_the_totals_of_both_lines()
    {
        ReadOnlySpan<byte> text = "some avg10=0.00 avg60=0.00 avg300=0.00 total=12\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=3\n"u8;

        PressureText.SomeMicroseconds(text).ShouldBe(12);
        PressureText.FullMicroseconds(text).ShouldBe(3);
        PressureText.FullMicroseconds("some avg10=0.00 total=12\n"u8).ShouldBe(Reading.NotAvailable);
        PressureText.SomeMicroseconds("some avg10=0.00 tot"u8).ShouldBe(Reading.NotAvailable);
    }
}
