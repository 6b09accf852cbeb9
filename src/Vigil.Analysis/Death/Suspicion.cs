using Vigil.Analysis.Findings;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Death;

/// <summary>
/// One way in which the run may have ended, with its clues. Clues count as independent witnesses: each leaves a part of the
/// doubt that the others left, and each against takes away a part of the belief.
/// </summary>
internal sealed class Suspicion(Verdict verdict, string headline)
{
    /// <summary>No sum of evidence makes certain.</summary>
    private const double MostConfident = 0.99;

    private readonly List<Clue> _for = [];
    private readonly List<Clue> _against = [];

    public Verdict Verdict { get; } = verdict;

    public string Headline { get; set; } = headline;

    public LogFinding? LogCause { get; set; }

    public double? At { get; set; }

    public double Confidence =>
        Math.Min(MostConfident, (1 - _for.Aggregate(1.0, (doubt, clue) => doubt * (1 - clue.Weight))) * _against.Aggregate(1.0, (belief, clue) => belief * (1 - clue.Weight)));

    public Suspicion For(double weight, EvidenceItem? item)
    {
        if (item is not null)
        {
            _for.Add(new Clue(weight, item));
        }

        return this;
    }

    public Suspicion Against(double weight, EvidenceItem? item)
    {
        if (item is not null)
        {
            _against.Add(new Clue(weight, item));
        }

        return this;
    }

    public DeathCertificate ToCertificate(CaseFile file) => new()
    {
        Verdict = Verdict,
        Headline = Headline,
        Confidence = Math.Round(Confidence, 2),
        For = [.. _for.OrderByDescending(clue => clue.Weight).Select(clue => clue.Item)],
        Against = [.. _against.OrderByDescending(clue => clue.Weight).Select(clue => clue.Item)],
        LogCause = LogCause,
        At = At,
        Step = file.StepAt(At ?? file.EndedAt),
    };
}
