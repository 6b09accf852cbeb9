using System.Text.Json.Nodes;
using Vigil.Analysis.Death;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Tests.Death;

/// <summary>Every verdict, and what looks like it and is not.</summary>
public class DeathCertificateBuilderTests
{
    private const double GiB = 1L << 30;

    [Fact]
    public void A_worker_killed_by_the_control_group_is_a_matter_of_memory_and_names_the_worker()
    {
        DeathCertificate certificate = Judge(Training()
            .Cgroup((CgroupMetrics.MemoryUsage, t => Math.Min(16, 4 + (t / 9)) * GiB), (CgroupMetrics.MemoryLimit, _ => 16 * GiB), (CgroupMetrics.OomKills, t => t >= 119 ? 1 : 0))
            .Process(101, ProcessRoles.Worker, (ProcessMetrics.Resident, t => t * GiB / 20))
            .Event(119, EventTypes.CgroupOom, new JsonObject { ["kills"] = 1, ["pid"] = 101, ["name"] = "python", ["usage_bytes"] = (long)(16 * GiB), ["limit_bytes"] = (long)(16 * GiB), ["source"] = "kernel log" })
            .Event(119, EventTypes.WorkerExit, new JsonObject { ["pid"] = 101, ["role"] = "worker", ["signal"] = 9 })
            .Says(CauseClass.DataloaderWorkerDied, "RuntimeError: DataLoader worker (pid 101) is killed by signal: Killed.", 119.5, 59)
            .Ended(EndCause.CgroupOom, 1));
        certificate.Verdict.ShouldBe(Verdict.CgroupOom);
        certificate.Headline.ShouldContain("data-loading worker 101");
        certificate.Headline.ShouldContain("16.0 GiB of 16.0 GiB");
        certificate.Confidence.ShouldBeGreaterThan(0.9);
        certificate.At.ShouldBe(EvidenceBuilder.Start + 119);
        certificate.Step.ShouldBe(59);
        certificate.For.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void A_kill_of_the_main_process_by_the_machine_is_host_oom() =>
        Judge(Training()
            .System((SystemMetrics.MemoryTotal, _ => 64 * GiB), (SystemMetrics.MemoryAvailable, t => Math.Max(0.2, 60 - (t / 2)) * GiB))
            .Event(120, EventTypes.HostOom, new JsonObject { ["pid"] = 100, ["in_tree"] = true, ["source"] = "kernel log" })
            .Ended(EndCause.HostOom, 137, 9)).ShouldSatisfyAllConditions(
            certificate => certificate.Verdict.ShouldBe(Verdict.HostOom),
            certificate => certificate.Headline.ShouldContain("the main process (100)"),
            certificate => certificate.Confidence.ShouldBeGreaterThan(0.9));

    [Fact]
    public void Without_kernel_log_or_counters_a_SIGKILL_with_the_limit_reached_is_still_an_OOM_with_less_certainty()
    {
        DeathCertificate certificate = Judge(Training()
            .Cgroup((CgroupMetrics.MemoryUsage, t => Math.Min(15.9, t / 5) * GiB), (CgroupMetrics.MemoryLimit, _ => 16 * GiB))
            .Ended(EndCause.Signal, 137, 9));
        certificate.Verdict.ShouldBe(Verdict.CgroupOom);
        certificate.Confidence.ShouldBeInRange(0.5, 0.8);
    }

    [Fact]
    public void A_SIGKILL_with_memory_to_spare_is_a_kill_that_nothing_explains()
    {
        DeathCertificate certificate = Judge(Training()
            .System((SystemMetrics.MemoryTotal, _ => 64 * GiB), (SystemMetrics.MemoryAvailable, _ => 50 * GiB), (SystemMetrics.OomKills, _ => 3))
            .Ended(EndCause.Signal, 137, 9));
        certificate.Verdict.ShouldBe(Verdict.Killed);
        certificate.Headline.ShouldContain("SIGKILL");
    }

    [Fact]
    public void Another_containers_kill_does_not_explain_an_error() =>
        Judge(Training()
            .System((SystemMetrics.MemoryTotal, _ => 64 * GiB), (SystemMetrics.MemoryAvailable, _ => 50 * GiB))
            .Event(110, EventTypes.HostOom, new JsonObject { ["kills"] = 1, ["source"] = "machine counter; may be another container's kill" })
            .Event(111, EventTypes.HostOom, new JsonObject { ["pid"] = 9999, ["in_tree"] = false, ["source"] = "kernel log" })
            .Says(CauseClass.FileMissing, "FileNotFoundError: [Errno 2] No such file or directory: 'x.pt'", 119)
            .Ended(EndCause.Error, 1)).Verdict.ShouldBe(Verdict.Error);

    [Fact]
    public void An_allocation_that_fails_in_the_program_itself_is_host_oom_in_its_own_words()
    {
        DeathCertificate certificate = Judge(Training()
            .System((SystemMetrics.MemoryTotal, _ => 64 * GiB), (SystemMetrics.MemoryAvailable, _ => 50 * GiB))
            .Says(CauseClass.HostOom, "MemoryError: Unable to allocate 474. GiB for an array with shape (2735, 2735, 63, 135)", 119)
            .Ended(EndCause.Error, 1));
        certificate.Verdict.ShouldBe(Verdict.HostOom);
        certificate.Headline.ShouldContain("474. GiB");
        certificate.Headline.ShouldNotContain("killed");
    }

    [Fact]
    public void A_failed_allocation_on_the_GPU_is_cuda_oom()
    {
        DeathCertificate certificate = Judge(Training()
            .Gpu("GPU-1", (GpuMetrics.MemoryUsed, _ => 23.4 * GiB), (GpuMetrics.MemoryTotal, _ => 24 * GiB))
            .Event(119, EventTypes.CudaOom, new JsonObject { ["text"] = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB." })
            .Says(CauseClass.CudaOom, "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.", 119, 59)
            .Ended(EndCause.CudaOom, 1));
        certificate.Verdict.ShouldBe(Verdict.CudaOom);
        certificate.Confidence.ShouldBeGreaterThan(0.9);
        certificate.LogCause!.Class.ShouldBe(CauseClass.CudaOom);
    }

    [Fact]
    public void A_failed_allocation_that_was_got_over_does_not_explain_a_later_error() =>
        Judge(Training()
            .Event(30, EventTypes.CudaOom, new JsonObject { ["text"] = "CUDA out of memory with batch=8. Reducing to batch=4 and retrying (1/3)." })
            .Says(CauseClass.ShapeMismatch, "RuntimeError: The size of tensor a (32) must match the size of tensor b (128)", 119, 59)
            .Ended(EndCause.Error, 1)).Verdict.ShouldBe(Verdict.Error);

    [Fact]
    public void A_rank_out_of_GPU_memory_outranks_the_collective_that_broke_over_it() =>
        Judge(Training()
            .Event(118, EventTypes.CudaOom, new JsonObject { ["text"] = "CUDA out of memory" })
            .Says(CauseClass.NcclError, "ncclRemoteError: A call failed possibly due to a network error or a remote process exiting prematurely.", 119)
            .Ended(EndCause.Error, 1)).Verdict.ShouldBe(Verdict.CudaOom);

    [Fact]
    public void A_worker_with_SIGBUS_and_no_free_shared_memory_is_shm()
    {
        DeathCertificate certificate = Judge(Training()
            .FileSystem("shm", (FileSystemMetrics.Total, _ => 64 << 20), (FileSystemMetrics.Available, t => Math.Max(0, (64 << 20) - (t * 600_000))))
            .Event(119, EventTypes.WorkerExit, new JsonObject { ["pid"] = 101, ["signal"] = 7 })
            .Says(CauseClass.DataloaderWorkerDied, "RuntimeError: DataLoader worker (pid 101) is killed by signal: Bus error.", 119)
            .Ended(EndCause.Error, 1));
        certificate.Verdict.ShouldBe(Verdict.ShmExhausted);
        certificate.Headline.ShouldContain("worker 101");
    }

    [Fact]
    public void No_space_left_with_full_shared_memory_and_an_empty_disk_is_shm() =>
        Judge(Training()
            .FileSystem("shm", (FileSystemMetrics.Total, _ => 64 << 20), (FileSystemMetrics.Available, _ => 0))
            .FileSystem("output", (FileSystemMetrics.Total, _ => 900 * GiB), (FileSystemMetrics.Available, _ => 500 * GiB))
            .Says(CauseClass.DiskFull, "OSError: [Errno 28] No space left on device", 119)
            .Ended(EndCause.Error, 1)).Verdict.ShouldBe(Verdict.ShmExhausted);

    [Fact]
    public void No_space_left_with_a_full_disk_is_the_disk()
    {
        DeathCertificate certificate = Judge(Training()
            .FileSystem("shm", (FileSystemMetrics.Total, _ => 8 * GiB), (FileSystemMetrics.Available, _ => 8 * GiB))
            .FileSystem("output", (FileSystemMetrics.Total, _ => 900 * GiB), (FileSystemMetrics.Available, t => Math.Max(0, 1 - (t / 100)) * GiB))
            .Event(60, EventTypes.DiskNearlyFull, new JsonObject { ["file_system"] = "output", ["path"] = "/output", ["free_bytes"] = 400_000_000 })
            .Says(CauseClass.DiskFull, "OSError: [Errno 28] No space left on device", 119)
            .Ended(EndCause.Error, 1));
        certificate.Verdict.ShouldBe(Verdict.DiskFull);
        certificate.Headline.ShouldContain("/output");
        certificate.Confidence.ShouldBeGreaterThan(0.85);
    }

    [Fact]
    public void A_nearly_full_disk_does_not_explain_a_crash() =>
        Judge(Training()
            .FileSystem("output", (FileSystemMetrics.Total, _ => 900 * GiB), (FileSystemMetrics.Available, _ => GiB / 100))
            .Ended(EndCause.Signal, 139, 11)).Verdict.ShouldBe(Verdict.Crash);

    [Theory]
    [InlineData(139, 11, "SIGSEGV")]
    [InlineData(134, null, "SIGABRT")]
    [InlineData(135, 7, "SIGBUS")]
    public void A_signal_of_the_programs_own_making_is_a_crash(int exitCode, int? signal, string name)
    {
        DeathCertificate certificate = Judge(Training()
            .FileSystem("shm", (FileSystemMetrics.Total, _ => 8 * GiB), (FileSystemMetrics.Available, _ => 8 * GiB))
            .Ended(EndCause.Signal, exitCode, signal));
        certificate.Verdict.ShouldBe(Verdict.Crash);
        certificate.Headline.ShouldContain(name);
    }

    [Fact]
    public void An_abort_over_an_error_that_the_log_tells_is_that_error() =>
        Judge(Training().Says(CauseClass.CudaIllegalAccess, "CUDA error: an illegal memory access was encountered", 119).Ended(EndCause.Signal, 134, 6))
            .ShouldSatisfyAllConditions(certificate => certificate.Verdict.ShouldBe(Verdict.Error), certificate => certificate.Headline.ShouldContain("cuda_illegal_access"));

    [Fact]
    public void A_worker_that_died_of_a_signal_without_want_of_memory_is_a_workers_death()
    {
        DeathCertificate certificate = Judge(Training()
            .Event(118, EventTypes.WorkerExit, new JsonObject { ["pid"] = 101, ["signal"] = 11 })
            .Says(CauseClass.DataloaderWorkerDied, "RuntimeError: DataLoader worker (pid(s) 101) exited unexpectedly", 119)
            .Ended(EndCause.Error, 1));
        certificate.Verdict.ShouldBe(Verdict.WorkerDied);
        certificate.Headline.ShouldContain("101 died of SIGSEGV");
    }

    [Fact]
    public void An_exception_that_a_worker_passed_on_is_an_error_not_a_death() =>
        Judge(Training()
            .Event(119.9, EventTypes.WorkerExit, new JsonObject { ["pid"] = 101, ["exit_code"] = 1 })
            .Says(CauseClass.DataloaderWorkerDied, "AssertionError: Caught AssertionError in DataLoader worker process 0.", 119)
            .Ended(EndCause.Error, 1)).Verdict.ShouldBe(Verdict.Error);

    [Fact]
    public void Workers_that_their_parent_ends_are_no_cause() =>
        Judge(Training()
            .Event(119.9, EventTypes.WorkerExit, new JsonObject { ["pid"] = 101, ["signal"] = 15 })
            .Says(CauseClass.ConfigError, "KeyError: 'validation'", 119)
            .Ended(EndCause.Error, 1)).Verdict.ShouldBe(Verdict.Error);

    [Fact]
    public void A_SIGTERM_passed_on_by_Vigil_is_an_interruption_with_its_sender()
    {
        DeathCertificate certificate = Judge(Training()
            .Event(119, EventTypes.Signal, new JsonObject { ["signal"] = 15, ["name"] = "SIGTERM", ["sent_to"] = "vigil", ["passed_on"] = true })
            .Ended(EndCause.Signal, 143, 15));
        certificate.Verdict.ShouldBe(Verdict.Interrupted);
        certificate.Headline.ShouldContain("SIGTERM, sent to Vigil");
        certificate.Headline.ShouldContain("at step 60 of 1000");
    }

    [Fact]
    public void Ctrl_C_in_the_terminal_is_an_interruption() =>
        Judge(Training().Says(CauseClass.Interrupted, "KeyboardInterrupt", 119.5).Ended(EndCause.Interrupted, 130, 2)).ShouldSatisfyAllConditions(
            certificate => certificate.Verdict.ShouldBe(Verdict.Interrupted),
            certificate => certificate.Headline.ShouldContain("Ctrl-C"));

    [Fact]
    public void A_program_that_ends_cleanly_when_asked_to_was_interrupted_all_the_same() =>
        Judge(Training()
            .Event(110, EventTypes.Signal, new JsonObject { ["signal"] = 15, ["sent_to"] = "vigil", ["passed_on"] = true })
            .Ended(EndCause.Success, 0)).Verdict.ShouldBe(Verdict.Interrupted);

    [Fact]
    public void A_scheduler_that_cancels_is_named() =>
        Judge(Training().Says(CauseClass.Interrupted, "slurmstepd: error: *** JOB 1 ON n1 CANCELLED AT 2025-02-18T02:49:51 DUE TO TIME LIMIT ***", 119).Ended(EndCause.Signal, 143, 15))
            .Headline.ShouldContain("the scheduler");

    [Fact]
    public void Loss_that_is_not_a_number_followed_by_an_error_is_divergence()
    {
        DeathCertificate certificate = Judge(new EvidenceBuilder().Process(100, ProcessRoles.Main)
            .Steps(60, step => step with { Loss = step.Step < 50 ? 2.5 : double.NaN })
            .Event(100, EventTypes.Nan, new JsonObject { ["step"] = 50, ["field"] = "loss", ["value"] = "nan" })
            .Says(CauseClass.AssertionFailed, "AssertionError", 119)
            .Ended(EndCause.Error, 1));
        certificate.Verdict.ShouldBe(Verdict.Diverged);
        certificate.Headline.ShouldContain("at step 50 (it was 2.5 before)");
    }

    [Fact]
    public void Training_on_with_NaN_to_the_end_is_divergence_whatever_the_exit_code() =>
        Judge(new EvidenceBuilder().Steps(60, step => step with { Loss = step.Step < 20 ? 2.5 : double.NaN, TotalSteps = 60 }).Ended(EndCause.Success, 0))
            .Verdict.ShouldBe(Verdict.Diverged);

    [Fact]
    public void One_NaN_that_was_got_over_is_no_divergence() =>
        Judge(new EvidenceBuilder().Steps(60, step => step with { Loss = step.Step == 20 ? double.NaN : 2.5, TotalSteps = 60 })
            .Event(40, EventTypes.Nan, new JsonObject { ["step"] = 20, ["field"] = "loss", ["value"] = "nan" })
            .Ended(EndCause.Success, 0)).Verdict.ShouldBe(Verdict.Success);

    [Fact]
    public void An_error_that_the_log_tells_is_quoted_with_its_class()
    {
        DeathCertificate certificate = Judge(new EvidenceBuilder(seconds: 5).Says(CauseClass.ImportOrVersionError, "ModuleNotFoundError: No module named 'torchvision'", 4).Ended(EndCause.Error, 1));
        certificate.Verdict.ShouldBe(Verdict.Error);
        certificate.Headline.ShouldContain("import_or_version_error");
        certificate.Headline.ShouldContain("torchvision");
    }

    [Fact]
    public void An_exit_code_that_nothing_explains_says_so() =>
        Judge(new EvidenceBuilder(seconds: 5).Ended(EndCause.Error, 3)).ShouldSatisfyAllConditions(
            certificate => certificate.Verdict.ShouldBe(Verdict.Error),
            certificate => certificate.Confidence.ShouldBeLessThan(0.7),
            certificate => certificate.Headline.ShouldContain("does not say why"));

    [Fact]
    public void All_steps_and_exit_code_0_are_success()
    {
        DeathCertificate certificate = Judge(new EvidenceBuilder().Steps(60, step => step with { Loss = 1, TotalSteps = 60 }).Ended(EndCause.Success, 0));
        certificate.Verdict.ShouldBe(Verdict.Success);
        certificate.IsFailure.ShouldBeFalse();
        certificate.Confidence.ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Exit_code_0_far_short_of_the_announced_steps_is_no_success() =>
        Judge(Training().Ended(EndCause.Success, 0)).ShouldSatisfyAllConditions(
            certificate => certificate.Verdict.ShouldBe(Verdict.FalseSuccess),
            certificate => certificate.Headline.ShouldContain("step 60 of 1000"));

    [Fact]
    public void Stopping_early_on_purpose_is_success() =>
        Judge(Training().Report(new LogReport { LastLines = ["EarlyStopping: val_loss did not improve for 10 epochs"], Lines = 500 }).Ended(EndCause.Success, 0))
            .Verdict.ShouldBe(Verdict.Success);

    [Fact]
    public void Batches_skipped_for_want_of_GPU_memory_make_a_false_success()
    {
        EvidenceBuilder run = new EvidenceBuilder().Steps(60, step => step with { TotalSteps = 60 });
        for (int i = 0; i < 20; i++)
        {
            run.Event(5 * i, EventTypes.CudaOom, new JsonObject { ["text"] = "# OOM during training step, skipping batch 1/3 #" });
        }

        DeathCertificate certificate = Judge(run.Ended(EndCause.Success, 0));
        certificate.Verdict.ShouldBe(Verdict.FalseSuccess);
        certificate.Headline.ShouldContain("20 batches");
    }

    [Fact]
    public void A_batch_size_reduced_once_does_not_spoil_success() =>
        Judge(new EvidenceBuilder().Steps(60, step => step with { TotalSteps = 60 })
            .Event(2, EventTypes.CudaOom, new JsonObject { ["text"] = "CUDA out of memory with batch=8. Reducing to batch=4 and retrying (1/3)." })
            .Event(2, EventTypes.BatchSizeChange, new JsonObject { ["from"] = 8, ["to"] = 4 })
            .Ended(EndCause.Success, 0)).Verdict.ShouldBe(Verdict.Success);

    [Fact]
    public void No_step_although_training_was_set_is_a_false_success() =>
        Judge(new EvidenceBuilder().Setting(TrainingSetting.MaxSteps, 2000, "train.steps").Ended(EndCause.Success, 0))
            .Verdict.ShouldBe(Verdict.FalseSuccess);

    [Fact]
    public void No_step_although_the_log_announced_some_is_a_false_success() =>
        Judge(new EvidenceBuilder().Log("***** Running training *****\n  Num examples = 0\n  Total optimization steps = 300\nTraining completed.\n").Ended(EndCause.Success, 0))
            .Headline.ShouldContain("no step was completed");

    [Fact]
    public void An_error_as_the_last_word_is_a_false_success() =>
        Judge(new EvidenceBuilder().Process(100, ProcessRoles.Main).Steps(10).Says(CauseClass.FileMissing, "FileNotFoundError: dataset/x.png", 119.5).Ended(EndCause.Success, 0))
            .Verdict.ShouldBe(Verdict.FalseSuccess);

    [Fact]
    public void An_error_that_steps_followed_was_got_over() =>
        Judge(new EvidenceBuilder().Steps(60, step => step with { TotalSteps = 60 }).Says(CauseClass.NetworkError, "ConnectionError: retrying", 20, 10).Ended(EndCause.Success, 0))
            .Verdict.ShouldBe(Verdict.Success);

    [Fact]
    public void A_script_without_steps_that_ends_well_is_success() => Judge(new EvidenceBuilder(seconds: 3).Ended(EndCause.Success, 0)).Verdict.ShouldBe(Verdict.Success);

    [Fact]
    public void A_killed_recorder_tells_what_the_program_did_until_then()
    {
        DeathCertificate certificate = Judge(Training().Ended(EndCause.RecorderKilled, state: RunState.RecorderKilled));
        certificate.Verdict.ShouldBe(Verdict.RecorderKilled);
        certificate.Headline.ShouldContain("step 60 of 1000");
    }

    [Fact]
    public void What_could_not_be_started_says_why() =>
        Judge(new EvidenceBuilder(seconds: 0).Ended(EndCause.NotStarted, 127, explanation: "No such program: pyhton")).ShouldSatisfyAllConditions(
            certificate => certificate.Verdict.ShouldBe(Verdict.NotStarted),
            certificate => certificate.Headline.ShouldContain("pyhton"));

    [Fact]
    public void A_detached_run_is_detached() => Judge(Training().Ended(EndCause.Unknown, state: RunState.Detached)).Verdict.ShouldBe(Verdict.Detached);

    [Fact]
    public void A_program_whose_end_nobody_saw_is_unknown_unless_it_had_done_everything()
    {
        Judge(Training().Ended(EndCause.Unknown)).Verdict.ShouldBe(Verdict.FalseSuccess);
        Judge(new EvidenceBuilder().Ended(EndCause.Unknown)).Verdict.ShouldBe(Verdict.Unknown);
        Judge(new EvidenceBuilder().Steps(60, step => step with { TotalSteps = 60 }).Ended(EndCause.Unknown)).Verdict.ShouldBe(Verdict.Success);
    }

    [Fact]
    public void The_strongest_evidence_stands_first_and_every_item_is_a_sentence()
    {
        DeathCertificate certificate = Judge(Training()
            .Event(119, EventTypes.CgroupOom, new JsonObject { ["pid"] = 100, ["source"] = "kernel log" })
            .Ended(EndCause.CgroupOom, 137, 9));
        certificate.For[0].Subject.ShouldBe(EventTypes.CgroupOom);
        certificate.For.ShouldAllBe(item => item.Kind == EvidenceKind.Event || item.Text.EndsWith('.'));
    }

    internal static EvidenceBuilder Training() => new EvidenceBuilder().Process(100, ProcessRoles.Main).Steps(60, step => step with { TotalSteps = 1000, Loss = 1.5 });

    private static DeathCertificate Judge(EvidenceBuilder run) => DeathCertificateBuilder.Build(run.Build());
}
