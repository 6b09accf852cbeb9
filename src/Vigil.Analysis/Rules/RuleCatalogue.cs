using Vigil.Analysis.Rules.Training;

namespace Vigil.Analysis.Rules;

/// <summary>
/// Every rule, by category. A new one is a class in the category's folder, a line here, a test class and a page in
/// docs/rules. Ids by category: Input 001–019, Gpu 020–039, Memory 040–059, Storage 060–069, Training 070–099, Ending 100–119.
/// </summary>
public static class RuleCatalogue
{
    /// <summary>All rules, in the order of their ids.</summary>
    public static IReadOnlyList<IRule> All { get; } =
    [
        // Input, 001–019

        // Gpu, 020–039

        // Memory, 040–059

        // Storage, 060–069

        // Training, 070–099
        new LossNotFiniteRule(),
        new LossDivergenceRule(),
        new LossNotDecreasingRule(),
        new VanishingGradientRule(),
        new ExplodingGradientRule(),
        new LossSpikesRule(),
        new LearningRateZeroRule(),
        new WarmUpMissingRule(),
        new OverfittingRule(),
        new OvertrainingRule(),
        new TrainingStalledRule(),
        new ResumeStepRule(),
        new BatchSizeChangedRule(),
        new AdversarialCollapseRule(),
        new GradientScalerRule(),
        new LossUnchangedRule(),
        new StepsRepeatedRule(),
        new NoStepRule(),

        // Ending, 100–119
    ];

    /// <summary>All thresholds, in the order of their rules.</summary>
    public static IEnumerable<Threshold> Thresholds => All.SelectMany(rule => rule.Description.Thresholds);
}
