using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>Fewer threads of numerical libraries, where a run has more than the processors can serve.</summary>
internal static class ThreadRemedy
{
    /// <summary>Threads of the training process that has most; NaN when not known.</summary>
    public static double ThreadsOf(RunEvidence evidence)
    {
        var program = ProgramLoad.Of(evidence);
        return TrainingPhase.Of(evidence).Span.Maximum(Timeline.Of(evidence).Maximum(program.Mains, static main => main.Values(ProcessMetrics.Threads)));
    }

    /// <summary>The remedy; null when threads are no more than the processors, or nothing is known.</summary>
    /// <param name="evidence">The run.</param>
    /// <param name="lostPercent">Share of the time that may be lost to it, percent.</param>
    public static Remedy? For(RunEvidence evidence, double lostPercent)
    {
        double cores = MachineLoad.Of(evidence).Cores;
        int mains = Math.Max(1, ProgramLoad.Of(evidence).Mains.Count);
        if (!(ThreadsOf(evidence) > cores))
        {
            return null;
        }

        int threads = Math.Max(1, (int)Math.Floor(cores / mains));
        return evidence.Settings.Find(TrainingSetting.CpuThreads)?.Number <= threads ? null : new Remedy
        {
            Title = "Use as many threads as cores",
            Action = $"Set OMP_NUM_THREADS={threads} (also MKL_NUM_THREADS; 1 inside workers)",
            Impact = "Threads no longer take turns on the same cores",
            Setting = TrainingSetting.CpuThreads,
            Value = threads,
            Effect = Effects.UpTo(lostPercent, "bounded by the time that threads waited; what switching costs is assumed"),
        };
    }
}
