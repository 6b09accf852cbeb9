using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>Evidence that stands in the samples.</summary>
internal static class SampleEvidence
{
    /// <summary>Rows <paramref name="first"/> to <paramref name="last"/> of a subject.</summary>
    public static EvidenceItem Of(SubjectSeries series, int first, int last, Metric metric, string text, double? value = null, double? threshold = null, string? unit = null, int? count = null) => new()
    {
        Kind = EvidenceKind.Samples,
        Text = text,
        Subject = metric.Name,
        From = series.Times[first],
        To = last == first ? null : series.Times[last],
        Value = value,
        Threshold = threshold,
        Unit = value is null ? null : unit ?? metric.Unit,
        Count = count ?? last - first + 1,
    };
}
