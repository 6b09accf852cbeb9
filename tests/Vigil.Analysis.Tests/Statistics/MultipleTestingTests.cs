using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Tests.Statistics;

public class MultipleTestingTests
{
    /// <summary>The fifteen p values of Benjamini and Hochberg's own example (1995, section 4): four are significant at 5 %.</summary>
    [Fact]
    public void The_example_of_the_paper()
    {
        double[] p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0];
        double[] adjusted = MultipleTesting.BenjaminiHochberg(p);
        adjusted.Count(value => value <= 0.05).ShouldBe(4);
        adjusted[3].ShouldBe(0.0095 * 15 / 4, 1e-12);
    }

    [Fact]
    public void Order_is_kept_and_missing_tests_do_not_count() =>
        MultipleTesting.BenjaminiHochberg([0.04, double.NaN, 0.01]).ShouldBe([0.04, double.NaN, 0.02]);

    [Fact]
    public void Nothing_gives_nothing() => MultipleTesting.BenjaminiHochberg([]).ShouldBeEmpty();
}
