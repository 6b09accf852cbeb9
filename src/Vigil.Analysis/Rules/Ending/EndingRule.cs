using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>A rule on how a run ended: it reads the certificate, and adds why that matters and what to do.</summary>
internal abstract class EndingRule : IRule
{
    public abstract RuleDescription Description { get; }

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        DeathCertificate certificate = DeathCertificateBuilder.Build(evidence, HangRule.Thresholds(options));
        return certificate.Verdict == Verdict.Running ? RuleVerdict.NotApplicable("The run goes on.")
            : !Concerns(evidence, certificate) ? RuleVerdict.Quiet
            : RuleVerdict.Fired(new Finding
            {
                RuleId = Description.Id,
                Severity = Description.Severity,
                Title = Title(certificate),
                Explanation = $"{certificate.Headline} {Why}",
                Confidence = certificate.Confidence,
                Evidence = [.. certificate.For, .. Details(evidence)],
                Remedies = [.. Remedies(evidence, certificate)],
            });
    }

    /// <summary>Why it matters, one sentence.</summary>
    protected abstract string Why { get; }

    protected abstract bool Concerns(RunEvidence evidence, DeathCertificate certificate);

    protected abstract IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate);

    protected virtual string Title(DeathCertificate certificate) => Description.Title;

    /// <summary>Evidence beyond the certificate's.</summary>
    protected virtual IEnumerable<EvidenceItem> Details(RunEvidence evidence) => [];

    protected static RuleDescription Describe(string id, string name, string title, Severity severity = Severity.Critical, params IReadOnlyList<Threshold> thresholds) => new()
    {
        Id = id,
        Name = name,
        Title = title,
        Category = RuleCategory.Ending,
        Severity = severity,
        Thresholds = thresholds,
    };

    /// <summary>A remedy that is no setting.</summary>
    protected static Remedy Advice(string title, string action, string impact) => new() { Title = title, Action = action, Impact = impact };
}
