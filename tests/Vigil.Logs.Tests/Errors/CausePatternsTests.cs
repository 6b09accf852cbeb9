using Vigil.Logs.Errors;
using Vigil.Logs.Errors.Patterns;
using Vigil.Logs.Errors.Reading;

namespace Vigil.Logs.Tests.Errors;

public class CausePatternsTests
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, CausePatterns.All.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_row_matches_its_example_and_no_row_before_it_takes_it_for_another_class(int index)
    {
        CausePattern row = CausePatterns.All[index];
        var captures = new Dictionary<string, string>();

        row.TryMatch(row.Example, captures).ShouldBeTrue(row.Form);
        CausePattern? winner = CausePatterns.Find(row.Example, static _ => true, captures);
        winner.ShouldNotBeNull(row.Form);
        winner.Class.ShouldBe(row.Class, $"'{winner.Form}' stands before '{row.Form}'");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_first_look_lets_the_example_of_each_row_pass(int index)
    {
        CausePattern row = CausePatterns.All[index];

        row.Signs.ShouldAllBe(sign => sign.Length >= MessageTemplate.MinSign);
        LineSigns.MayTell(row.Example).ShouldBeTrue(row.Example);
    }

    [Fact]
    public void No_form_stands_in_the_table_twice() =>
        CausePatterns.All.GroupBy(row => (row.Form, row.OnError, row.OnProgress)).Where(rows => rows.Count() > 1).Select(rows => rows.Key.Form).ShouldBeEmpty();

    [Fact]
    public void Every_cause_has_a_row() =>
        Enum.GetValues<CauseClass>().Except(CausePatterns.All.Select(row => row.Class)).ShouldBeEmpty();

    [Fact]
    public void Only_benign_causes_are_warnings_of_themselves() =>
        CausePatterns.All.Where(row => row.Class is CauseClass.DeprecationWarning or CauseClass.GradientScalerOverflow).ShouldAllBe(row => row.Level == LogLevel.Warning);
}
