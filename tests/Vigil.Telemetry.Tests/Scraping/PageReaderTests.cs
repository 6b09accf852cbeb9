using System.Text;
using Vigil.Telemetry.Scraping;

namespace Vigil.Telemetry.Tests.Scraping;

/// <summary>Pages as they are told.</summary>
public class PageReaderTests
{
    [Fact]
    public void Counters_are_named_alike_in_both_formats()
    {
        Read("# TYPE a_total counter\na_total 3\n").Families[0].Name.ShouldBe("a");
        MetricPage open = Read("# TYPE a counter\n# UNIT a requests\na_total 3 # {trace_id=\"x\"} 1 2\na_created 17\n# EOF\n", isOpenMetrics: true);
        open.Families[0].Name.ShouldBe("a");
        open.Families[0].Unit.ShouldBe("requests");
        open.Families[0].Samples.ShouldHaveSingleItem().Value.ShouldBe(3);
    }

    [Fact]
    public void Labels_may_hold_anything()
    {
        PageSample sample = Read("a{z=\"1\",b=\"x, \\\"y\\\" } \\\\ \\n\",} 2 1700000000000\n").Families[0].Samples[0];

        sample.Labels.ShouldBe([new("b", "x, \"y\" } \\ \n"), new("z", "1")]);
        sample.Value.ShouldBe(2);
    }

    [Theory]
    [InlineData("NaN", double.NaN)]
    [InlineData("+Inf", double.PositiveInfinity)]
    [InlineData("-Inf", double.NegativeInfinity)]
    [InlineData("1.5e-3", 0.0015)]
    [InlineData("-0", 0)]
    [InlineData("+7", 7)]
    public void Values_have_every_form(string text, double expected) => Read($"a {text}\n").Families[0].Samples[0].Value.ShouldBe(expected);

    [Theory]
    [InlineData("<html><body>Not here</body></html>")]
    [InlineData("a{b=\"c} 1")]
    [InlineData("a{b} 1")]
    [InlineData("a one")]
    [InlineData("a")]
    [InlineData("9a 1")]
    [InlineData("\u0000\u0001\u0002")]
    public void What_is_no_metric_refuses_the_page_with_its_line(string line) =>
        Read("fine 1\n" + line + "\nfine_too 1\n").Fault.ShouldNotBeNull().ShouldStartWith("line 2 is no metric");

    [Fact]
    public void A_page_of_openmetrics_that_was_cut_is_refused() => Read("a 1\n", isOpenMetrics: true).Fault.ShouldNotBeNull().ShouldContain("# EOF");

    [Fact]
    public void An_empty_page_is_refused() => Read("\n# nothing\n").Fault.ShouldNotBeNull();

    [Fact]
    public void Known_metrics_are_kept_however_many_others_stand_before_them()
    {
        var page = new StringBuilder();
        for (int i = 0; i < 5000; i++)
        {
            page.Append("# TYPE other_").Append(i).Append(" gauge\nother_").Append(i).Append(" 1\n");
        }

        page.Append("# TYPE vllm:num_requests_running gauge\nvllm:num_requests_running 4\n");
        MetricPage read = PageReader.Read(Encoding.UTF8.GetBytes(page.ToString()), false, 100);

        read.Families[0].Name.ShouldBe("vllm:num_requests_running");
        read.Families.Count.ShouldBe(101);
        read.Lines.ShouldBe(5001);
        read.LeftOut.ShouldBe(4900);
    }

    [Fact]
    public void Any_bytes_give_a_page_or_a_fault()
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Scraping", "Fixtures", "vllm.txt"));
        var random = new Random(7);
        for (int i = 0; i < 3000; i++)
        {
            byte[] page = whole[..random.Next(whole.Length)];
            for (int j = 0; j < 3 && page.Length > 0; j++)
            {
                page[random.Next(page.Length)] = (byte)random.Next(256);
            }

            PageReader.Read(page, i % 2 == 0, 50).ShouldNotBeNull();
        }
    }

    private static MetricPage Read(string page, bool isOpenMetrics = false) => PageReader.Read(Encoding.UTF8.GetBytes(page), isOpenMetrics, 1000);
}
