using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Training;

/// <summary>Evidence that stands in the steps.</summary>
internal static class StepEvidence
{
    /// <summary>Readings <paramref name="first"/> to <paramref name="last"/> of a column.</summary>
    public static EvidenceItem Of(StepColumn column, int first, int last, string subject, string text, double? value = null, double? threshold = null, string unit = Units.One) => new()
    {
        Kind = EvidenceKind.Steps,
        Text = text,
        Subject = subject,
        From = column.Times[first],
        To = last == first ? null : column.Times[last],
        Value = value,
        Threshold = threshold,
        Unit = value is null ? null : unit,
        Count = last - first + 1,
    };
}
