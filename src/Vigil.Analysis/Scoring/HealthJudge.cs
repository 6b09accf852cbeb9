using Vigil.Analysis.Death;
using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Scoring;

/// <summary>Judges the state of a run at a glance.</summary>
public static class HealthJudge
{
    /// <summary>
    /// Critical when it ran out of memory of any kind or something critical was found (memory above its critical threshold
    /// is); a warning when it failed otherwise, or a warning was found (memory above its warning threshold is); else good.
    /// </summary>
    /// <param name="certificate">How it ended, or stands.</param>
    /// <param name="findings">What the rules found.</param>
    public static Health Judge(DeathCertificate certificate, IEnumerable<Finding> findings)
    {
        if (certificate.Verdict is Verdict.HostOom or Verdict.CgroupOom or Verdict.CudaOom or Verdict.ShmExhausted)
        {
            return Health.Critical;
        }

        Severity worst = findings.Select(finding => finding.Severity).DefaultIfEmpty(Severity.Info).Max();
        return worst switch
        {
            Severity.Critical => Health.Critical,
            Severity.Warning => Health.Warning,
            _ => certificate.IsFailure ? Health.Warning : Health.Good,
        };
    }
}
