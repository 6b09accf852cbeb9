using Vigil.Analysis.Rules;
using Vigil.Analysis.Tests.Support;
using Vigil.Testing;

namespace Vigil.Analysis.Tests;

/// <summary>What holds for every rule.</summary>
public class RuleCatalogueTests
{
    [Fact]
    public void Ids_are_in_order_and_unlike()
    {
        string[] ids = [.. RuleCatalogue.All.Select(rule => rule.Description.Id)];
        ids.ShouldBe(ids.Distinct().Order());
        ids.ShouldAllBe(id => id.Length == 6 && id.StartsWith("VIG", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_are_unlike() => RuleCatalogue.All.Select(rule => rule.Description.Name).ShouldBeUnique();

    [Fact]
    public void Thresholds_carry_their_rules_name_and_a_default_within_bounds()
    {
        foreach (IRule rule in RuleCatalogue.All)
        {
            foreach (Threshold threshold in rule.Description.Thresholds)
            {
                threshold.Key.ShouldStartWith(rule.Description.Name + ".");
                threshold.Default.ShouldBeInRange(threshold.Minimum, threshold.Maximum);
            }
        }
    }

    [Fact]
    public void Every_rule_class_is_in_the_catalogue() =>
        typeof(IRule).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && typeof(IRule).IsAssignableFrom(type)).Select(type => type.Name).Order()
            .ShouldBe(RuleCatalogue.All.Select(rule => rule.GetType().Name).Order());

    [Fact]
    public void Every_rule_has_a_test_class_and_a_page()
    {
        string[] tests = [.. Repository.Files("*.cs", "tests/Vigil.Analysis.Tests").Select(Path.GetFileNameWithoutExtension).OfType<string>()];
        RuleCatalogue.All.Select(rule => rule.GetType().Name + "Tests").Except(tests).ShouldBeEmpty();
        RuleCatalogue.All.Select(rule => Repository.At("docs/" + rule.Description.Page)).Where(page => !File.Exists(page)).ShouldBeEmpty();
    }

    [Fact]
    public void No_rule_finds_anything_in_a_run_of_which_nothing_is_known()
    {
        foreach (IRule rule in RuleCatalogue.All)
        {
            rule.Evaluate(new EvidenceBuilder(seconds: 0).Build(), RuleOptions.Default).Findings.ShouldBeEmpty(rule.Description.Id);
            rule.Evaluate(new EvidenceBuilder(seconds: 0).Live().Build(), RuleOptions.Default).Findings.ShouldBeEmpty(rule.Description.Id);
        }
    }
}
