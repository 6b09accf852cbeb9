using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules;

/// <summary>Pieces of evidence as the rules give them.</summary>
internal static class WindowEvidence
{
    /// <summary>Samples of a series over a span.</summary>
    public static EvidenceItem Samples(TimelineSpan span, double[] values, Metric metric, string text, double value, double? threshold, string unit) => new()
    {
        Kind = EvidenceKind.Samples,
        Text = text,
        Subject = metric.Name,
        From = span.From,
        To = span.To,
        Value = Finite(value),
        Threshold = threshold,
        Unit = unit,
        Count = span.Known(values),
    };

    /// <summary>Steps of a window.</summary>
    public static EvidenceItem Steps(StepTimes steps, string text, double value, double? threshold, string unit, int count) => new()
    {
        Kind = EvidenceKind.Steps,
        Text = text,
        From = steps.All.Count > 0 ? steps.All[0].At : null,
        To = steps.All.Count > 0 ? steps.All[^1].At : null,
        Value = Finite(value),
        Threshold = threshold,
        Unit = unit,
        Count = count,
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
