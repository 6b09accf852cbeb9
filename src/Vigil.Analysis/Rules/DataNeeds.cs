using Vigil.Analysis.Evidence;

namespace Vigil.Analysis.Rules;

/// <summary>How much data a rule wants before it judges: little enough for a verdict within a minute of training.</summary>
internal static class DataNeeds
{
    private const int Samples = 10;
    private const double Seconds = 15;

    /// <summary>Why samples do not suffice; null when they do.</summary>
    public static RuleVerdict? Lacking(TimelineSpan span, double[] values, string what)
    {
        int known = span.Known(values);
        return known >= Samples && span.Seconds >= Seconds
            ? null
            : RuleVerdict.InsufficientData($"{known} samples of {what} over {span.Seconds:0} s of training; {Samples} over {Seconds:0} s are wanted.");
    }

    /// <summary>Why steps do not suffice; null when they do.</summary>
    public static RuleVerdict? LackingSteps(int count, int wanted, string what = "steps with a known duration") =>
        count >= wanted ? null : RuleVerdict.InsufficientData($"{count} {what}; {wanted} are wanted.");
}
