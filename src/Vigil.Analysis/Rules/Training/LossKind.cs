using Vigil.Analysis.Evidence;

namespace Vigil.Analysis.Rules.Training;

/// <summary>Whether a lower loss is a better one.</summary>
internal static class LossKind
{
    private static readonly string[] s_reinforcement = ["reward", "episode", "ep_len", "ep_rew", "policy_loss", "value_loss", "approx_kl", "advantage", "explained_variance"];

    /// <summary>Why the loss of this run says nothing by going up or down; null when it should go down.</summary>
    public static string? WithoutDirection(RunEvidence evidence)
    {
        StepSeries steps = evidence.StepSeries;
        if (steps.Loss.Count == 0)
        {
            return "No loss was told.";
        }

        if (steps.GeneratorLoss.Count > 0 || steps.DiscriminatorLoss.Count > 0)
        {
            return "Two networks train against each other: their losses have no direction.";
        }

        return steps.Others.Keys.Any(name => s_reinforcement.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            ? "Reinforcement learning: its losses have no direction."
            : null;
    }

    /// <summary>Why there are too few readings of something for a course; the reason of a verdict.</summary>
    public static string TooFew(string what, int count, int wanted) => $"{count} readings of the {what}; {wanted} are wanted.";
}
