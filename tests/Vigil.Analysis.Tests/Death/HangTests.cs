using Vigil.Analysis.Findings;
using System.Text.Json.Nodes;
using Vigil.Analysis.Death;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Tests.Death;

/// <summary>Alive without a step: told from evaluations, stops and sleeping machines.</summary>
public class HangTests
{
    private const double SilentFrom = 100;

    [Fact]
    public void A_live_run_that_fell_silent_and_idle_hangs_and_says_who_waits()
    {
        DeathCertificate certificate = Judge(Silent(cores: 0, workers: 2).Live());
        certificate.Verdict.ShouldBe(Verdict.Hang);
        certificate.Confidence.ShouldBeGreaterThan(0.8);
        certificate.Headline.ShouldContain("since step 100");
        certificate.Headline.ShouldContain("The main process and its 2 workers sleep");
        certificate.For.Count(item => item.Subject == ProcessMetrics.State.Name).ShouldBe(3);
        certificate.At.ShouldBe(EvidenceBuilder.Start + SilentFrom);
    }

    [Fact]
    public void A_process_in_disk_sleep_is_named() =>
        Judge(Silent(cores: 0, state: 'D').Live()).Headline.ShouldContain("waits for a disk or network file system");

    [Theory]
    [InlineData(137, 9)]
    [InlineData(143, 15)]
    [InlineData(130, 2)]
    public void A_run_that_somebody_ended_after_a_long_silence_was_a_hang(int exitCode, int signal) =>
        Judge(Silent(cores: 0).Ended(EndCause.Signal, exitCode, signal)).ShouldSatisfyAllConditions(
            certificate => certificate.Verdict.ShouldBe(Verdict.Hang),
            certificate => certificate.Headline.ShouldContain("until it was ended"));

    [Fact]
    public void A_shorter_silence_counts_once_somebody_ended_it_and_not_before()
    {
        Judge(Silent(cores: 0, seconds: 120).Ended(EndCause.Signal, 143, 15)).Verdict.ShouldBe(Verdict.Hang);
        Judge(Silent(cores: 0, seconds: 120).Live()).Verdict.ShouldBe(Verdict.Running);
        Judge(Silent(cores: 1, seconds: 120).Ended(EndCause.Signal, 143, 15)).Verdict.ShouldBe(Verdict.Interrupted);
        Judge(Silent(cores: 0, seconds: 105).Ended(EndCause.Signal, 143, 15)).Verdict.ShouldBe(Verdict.Interrupted);
    }

    [Fact]
    public void The_time_from_the_signal_to_the_end_is_not_part_of_the_silence()
    {
        DeathCertificate certificate = Judge(Silent(cores: 0)
            .Event(400, EventTypes.Signal, new JsonObject { ["signal"] = 15, ["sent_to"] = "vigil", ["passed_on"] = true })
            .Ended(EndCause.Signal, 143, 15));
        certificate.Verdict.ShouldBe(Verdict.Hang);
        certificate.For.First(item => item.Kind == EvidenceKind.Steps).Value!.Value.ShouldBe(300, 1);
    }

    [Fact]
    public void An_interruption_of_a_run_that_was_stepping_is_no_hang() =>
        Judge(new EvidenceBuilder(600).Process(100, ProcessRoles.Main).Steps(600).Ended(EndCause.Interrupted, 130, 2)).Verdict.ShouldBe(Verdict.Interrupted);

    [Fact]
    public void A_long_evaluation_that_computes_is_no_hang() => Judge(Silent(cores: 1, gpu: 60).Live()).Verdict.ShouldBe(Verdict.Running);

    [Fact]
    public void A_silence_within_the_runs_own_rhythm_is_no_hang() =>
        Judge(new EvidenceBuilder(700).Process(100, ProcessRoles.Main, Idle).With(EveryTwentySeconds()).Live()).Verdict.ShouldBe(Verdict.Running);

    [Fact]
    public void A_collective_that_spins_for_ever_is_a_hang_once_the_fixed_time_has_passed()
    {
        Judge(Silent(cores: 1, gpu: 100).Live()).Verdict.ShouldBe(Verdict.Running);
        DeathCertificate certificate = DeathCertificateBuilder.Build(Silent(cores: 1, gpu: 100, seconds: 2500).Live().Build());
        certificate.Verdict.ShouldBe(Verdict.Hang);
        certificate.Headline.ShouldContain("spin at full speed");
    }

    [Fact]
    public void A_program_stopped_by_job_control_does_not_hang() =>
        Judge(Silent(cores: 0, state: 'T').Event(SilentFrom + 1, EventTypes.Stopped, new JsonObject { ["signal"] = 20 }).Live()).ShouldSatisfyAllConditions(
            certificate => certificate.Verdict.ShouldBe(Verdict.Running),
            certificate => certificate.Headline.ShouldContain("Stopped by job control"));

    [Fact]
    public void Time_in_which_the_machine_slept_does_not_count()
    {
        EvidenceBuilder asleep = new EvidenceBuilder(800).Process(100, ProcessRoles.Main, Idle).With(Steps(100))
            .SubjectBetween(SubjectKind.System, "system", [], 0, 110, (SystemMetrics.MemoryTotal, _ => 1e9));
        Judge(asleep.Live()).Verdict.ShouldBe(Verdict.Running);
    }

    [Fact]
    public void Making_samples_is_given_the_documents_time() =>
        Judge(Silent(cores: 0).Event(SilentFrom + 1, EventTypes.SamplingStart).Live()).Verdict.ShouldBe(Verdict.Running);

    [Fact]
    public void A_worker_that_died_as_the_silence_began_is_the_cause_of_the_wait() =>
        Judge(Silent(cores: 0).Event(SilentFrom + 1, EventTypes.WorkerExit, new JsonObject { ["pid"] = 101, ["signal"] = 9 }).Ended(EndCause.Interrupted, 130, 2))
            .Verdict.ShouldNotBe(Verdict.Hang);

    [Fact]
    public void A_program_that_never_stepped_and_shows_no_sign_of_training_is_just_running() =>
        Judge(new EvidenceBuilder(4000, 10).Process(100, ProcessRoles.Main, Idle).Live()).Verdict.ShouldBe(Verdict.Running);

    [Fact]
    public void A_training_that_never_began_hangs_after_the_documents_time() =>
        Judge(new EvidenceBuilder(4000, 10).Process(100, ProcessRoles.Main, Idle).Process(101, ProcessRoles.Worker, Idle).Live()).Verdict.ShouldBe(Verdict.Hang);

    [Fact]
    public void Thresholds_are_settings() =>
        DeathCertificateBuilder.Build(Silent(cores: 0).Live().Build(), new HangThresholds { ShortestSeconds = 5000, StalledSeconds = 5000 }).Verdict.ShouldBe(Verdict.Running);

    [Fact]
    public void An_out_of_memory_error_after_a_pause_is_that_error() =>
        Judge(Silent(cores: 0).Says(CauseClass.CudaOom, "CUDA out of memory.", 599).Ended(EndCause.CudaOom, 1)).Verdict.ShouldBe(Verdict.CudaOom);

    private static (Metric, Func<double, double>)[] Idle => Columns(0, 'S');

    /// <summary>A step a second for 100 seconds, then none.</summary>
    private static EvidenceBuilder Silent(double cores, char state = 'S', double gpu = double.NaN, int workers = 0, double seconds = 600)
    {
        EvidenceBuilder run = new EvidenceBuilder(seconds).Process(100, ProcessRoles.Main, Columns(cores, state)).With(Steps(100));
        for (int i = 0; i < workers; i++)
        {
            run.Process(101 + i, ProcessRoles.Worker, Columns(0, 'S'));
        }

        return double.IsNaN(gpu) ? run : run.Gpu("GPU-1", (GpuMetrics.Utilization, _ => gpu));
    }

    private static (Metric, Func<double, double>)[] Columns(double cores, char state) =>
    [
        (ProcessMetrics.CpuUser, t => t < SilentFrom ? t : SilentFrom + ((t - SilentFrom) * cores)),
        (ProcessMetrics.CpuSystem, _ => 1),
        (ProcessMetrics.State, _ => state),
    ];

    private static IEnumerable<StepReading> Steps(int count) =>
        Enumerable.Range(1, count).Select(i => new StepReading { UnixSeconds = EvidenceBuilder.Start + i, Step = i, Source = StepSource.Output });

    private static IEnumerable<StepReading> EveryTwentySeconds() =>
        Enumerable.Range(1, 25).Select(i => new StepReading { UnixSeconds = EvidenceBuilder.Start + (i * 20), Step = i, Source = StepSource.Output });

    private static DeathCertificate Judge(EvidenceBuilder run) => DeathCertificateBuilder.Build(run.Build());
}
