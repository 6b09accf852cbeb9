using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Death.Suspects;

/// <summary>Ended by a signal that nothing else explains.</summary>
internal sealed class KillSuspect : ISuspect
{
    private const int SignalKill = 9;

    public Suspicion? Examine(CaseFile file)
    {
        if (file.Signal is not { } signal || InterruptionSuspect.IsAsking(signal) || CrashSuspect.IsCrash(signal))
        {
            return null;
        }

        string sender = signal == SignalKill ? "somebody, a scheduler or the system; no kill for want of memory was seen" : "somebody";
        var suspicion = new Suspicion(Verdict.Killed, $"Killed by {SignalNames.Of(signal)}, sent by {sender}.") { At = file.EndedAt };
        suspicion.For(0.6, file.DescribeEnd());
        SubjectSeries? machine = file.Evidence.System;
        double total = CaseFile.LastValue(machine, SystemMetrics.MemoryTotal);
        double available = CaseFile.LastValue(machine, SystemMetrics.MemoryAvailable, file.EndedAt);
        if (available / total > 0.1)
        {
            suspicion.For(0.3, EvidenceItems.Samples(SystemMetrics.MemoryAvailable.Name, $"The machine still had {Phrase.Bytes(available)} of memory left.", file.EndedAt, null, available, null, "By"));
        }

        return suspicion;
    }
}
