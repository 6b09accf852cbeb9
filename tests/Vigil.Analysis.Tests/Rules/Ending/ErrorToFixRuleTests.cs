using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>The line to fix, and what its class wants.</summary>
public class ErrorToFixRuleTests
{
    [Fact]
    public void The_place_in_the_users_own_code_is_named()
    {
        var line = new LogFinding
        {
            Class = CauseClass.ImportOrVersionError,
            Level = LogLevel.Error,
            Message = "ModuleNotFoundError: No module named 'torchvision'",
            Line = 7,
            Confidence = 0.95,
            Stack = ["  File \"/job/train.py\", line 12, in <module>", "  File \"/opt/venv/lib/python3.12/site-packages/x.py\", line 3, in load"],
            Captures = new Dictionary<string, string> { ["module"] = "torchvision" },
        };
        Finding finding = Judge(new EvidenceBuilder(5).Report(new LogReport { Primary = line, Findings = [line], Lines = 7 }).Ended(EndCause.Error, 1)).Findings.ShouldHaveSingleItem();
        finding.Title.ShouldBe("A module is missing or does not fit");
        finding.Remedies[0].Action.ShouldContain("Install torchvision");
        finding.Remedies[0].Impact.ShouldContain("/job/train.py:12");
    }

    [Fact]
    public void Every_class_of_error_has_advice()
    {
        foreach (CauseClass cause in Enum.GetValues<CauseClass>())
        {
            Remedy fix = ErrorToFixRule.Fix(new LogFinding { Class = cause, Level = LogLevel.Error, Message = "it went wrong", Line = 1, Confidence = 1 });
            fix.Title.Length.ShouldBeInRange(5, 60);
            fix.Action.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void An_exit_code_without_a_word_sends_to_the_last_lines() =>
        Judge(new EvidenceBuilder(5).Ended(EndCause.Error, 3)).Findings.ShouldHaveSingleItem().Remedies[0].Action.ShouldContain("vigil show");

    [Fact]
    public void Success_is_no_matter() => Judge(new EvidenceBuilder(5)).State.ShouldBe(RuleState.Quiet);

    private static RuleVerdict Judge(EvidenceBuilder run) => new ErrorToFixRule().Evaluate(run.Build(), RuleOptions.Default);
}
