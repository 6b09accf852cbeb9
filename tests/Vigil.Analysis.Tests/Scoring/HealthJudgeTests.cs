using Vigil.Analysis.Death;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Scoring;

namespace Vigil.Analysis.Tests.Scoring;

public class HealthJudgeTests
{
    private static readonly EvidenceItem s_item = new() { Kind = EvidenceKind.Outcome, Text = "Seen." };

    [Theory]
    [InlineData(Verdict.Success, null, Health.Good)]
    [InlineData(Verdict.Success, Severity.Info, Health.Good)]
    [InlineData(Verdict.Success, Severity.Warning, Health.Warning)]
    [InlineData(Verdict.Running, Severity.Critical, Health.Critical)]
    [InlineData(Verdict.CgroupOom, null, Health.Critical)]
    [InlineData(Verdict.CudaOom, Severity.Info, Health.Critical)]
    [InlineData(Verdict.Error, null, Health.Warning)]
    [InlineData(Verdict.Interrupted, null, Health.Good)]
    public void Is_as_bad_as_the_worst_that_is_known(Verdict verdict, Severity? worst, Health expected)
    {
        var certificate = new DeathCertificate { Verdict = verdict, Headline = "It ended.", Confidence = 1, For = [s_item] };
        Finding[] findings = worst is { } severity
            ? [new Finding { RuleId = "VIG040", Severity = severity, Title = "Found", Explanation = "Found.", Confidence = 1, Evidence = [s_item] }]
            : [];

        HealthJudge.Judge(certificate, findings).ShouldBe(expected);
    }
}
