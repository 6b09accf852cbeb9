using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Training;

/// <summary>A false alarm on a healthy training is the worst defect of a rule.</summary>
public class HealthyTrainingTests
{
    public static TheoryData<string> Names => [.. Losses.Healthy.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_rule_speaks_of_a_healthy_training(string name)
    {
        for (int seed = 1; seed <= 25; seed++)
        {
            var evidence = Losses.Healthy[name](seed).Build();
            string[] said = [.. RuleCatalogue.All.Where(rule => rule.Description.Category == RuleCategory.Training)
                .SelectMany(rule => rule.Evaluate(evidence, RuleOptions.Default).Findings).Select(finding => $"{finding.RuleId} {finding.Severity}: {finding.Explanation}")];
            said.ShouldBeEmpty($"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nor_of_a_window_of_one_that_goes_on(string name)
    {
        for (int seed = 101; seed <= 105; seed++)
        {
            var evidence = Losses.Healthy[name](seed).Live().Build();
            RuleCatalogue.All.Where(rule => rule.Description.Category == RuleCategory.Training)
                .SelectMany(rule => rule.Evaluate(evidence, RuleOptions.Default).Findings).Where(finding => finding.Severity > Severity.Info).Select(finding => finding.Explanation).ShouldBeEmpty($"seed {seed}");
        }
    }
}
