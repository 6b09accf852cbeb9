namespace Vigil.Analysis.Evidence;

/// <summary>
/// The subjects of a run with every n-th row of a very long one: what shares, means and quantiles rest on does not get truer
/// with more rows than this, only slower. Totals lose nothing by it, as what they grew by between two rows stays; levels
/// become a sample. Up to the limit (14 h at one sample a second) every row is kept.
/// </summary>
internal sealed class ThinnedEvidence
{
    private const int MostRows = 50_000;

    private readonly Dictionary<SubjectSeries, SubjectSeries> _thinned = [];
    private readonly double[] _axis = [];

    private ThinnedEvidence(RunEvidence evidence)
    {
        SubjectSeries? axis = evidence.System;
        foreach (SubjectSeries subject in axis is null ? evidence.Subjects : [])
        {
            axis = axis is null || subject.Count > axis.Count ? subject : axis;
        }

        if (axis is null)
        {
            return;
        }

        Every = 1 + ((axis.Count - 1) / MostRows);
        Axis = axis;
        if (Every > 1)
        {
            double[] times = axis.Times;
            _axis = new double[(times.Length + Every - 1) / Every];
            for (int i = 0; i < _axis.Length; i++)
            {
                _axis[i] = times[i * Every];
            }

            Axis = Of(axis);
        }
    }

    /// <summary>One row in so many is kept.</summary>
    public int Every { get; } = 1;

    /// <summary>The subject whose rows are the axis of all: the machine, else the one with most rows; null without any.</summary>
    public SubjectSeries? Axis { get; }

    /// <summary>The thinned subjects of a run.</summary>
    public static ThinnedEvidence Of(RunEvidence evidence) => evidence.Derive(static evidence => new ThinnedEvidence(evidence));

    /// <summary>A subject with the rows that are kept; the subject itself where all are.</summary>
    public SubjectSeries Of(SubjectSeries subject)
    {
        if (Every == 1)
        {
            return subject;
        }

        if (!_thinned.TryGetValue(subject, out SubjectSeries? thinned))
        {
            thinned = subject.Pick(_axis);
            _thinned[subject] = thinned;
        }

        return thinned;
    }

    /// <summary>Subjects with the rows that are kept.</summary>
    public IEnumerable<SubjectSeries> Of(IEnumerable<SubjectSeries> subjects) => Every == 1 ? subjects : subjects.Select(Of);
}
