using System.Globalization;
using Vigil.Analysis.Rules;
using Vigil.Testing;

namespace Vigil.Analysis.Tests.Rules;

/// <summary>What the pages of the rules about slowness say is what the rules do.</summary>
public class RulePagesTests
{
    [Fact]
    public void Pages_tell_name_thresholds_and_defaults()
    {
        IRule[] rules = [.. RuleCatalogue.All.Where(rule => rule.Description.Category is RuleCategory.Input or RuleCategory.Gpu)];
        rules.ShouldNotBeEmpty();
        foreach (RuleDescription rule in rules.Select(rule => rule.Description))
        {
            string page = File.ReadAllText(Repository.At("docs/" + rule.Page));
            page.ShouldStartWith($"# {rule.Id} `{rule.Name}`");
            foreach (Threshold threshold in rule.Thresholds)
            {
                page.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"| `{threshold.Key}` | {threshold.Default} | {threshold.Minimum} to {threshold.Maximum} | {threshold.Description} |"));
            }
        }
    }
}
