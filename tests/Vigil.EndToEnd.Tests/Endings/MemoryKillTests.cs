using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Endings;

/// <summary>The kernel really kills here, by the limit of a control group.</summary>
public sealed class MemoryKillTests : IDisposable
{
    private const long Mebibyte = 1 << 20;

    private readonly Sandbox _sandbox = new();

    public MemoryKillTests() => Machine.NeedPython();

    public void Dispose() => _sandbox.Dispose();

    [SkippableFact]
    public void A_program_killed_by_its_groups_limit_is_explained()
    {
        using MemoryGroup group = MemoryGroup.Create(96 * Mebibyte);

        FinishedProgram finished = RecordIn(group, Machine.Python, "-c", """
            import time
            held = []
            for step in range(1, 1000):
                held.append(b"\x01" * (8 << 20))
                print("step=%d loss=0.5" % step, flush=True)
                time.sleep(0.1)
            """);

        StoredRun run = ShouldBeKilled(finished);
        run.Outcome.ExitCode.ShouldBe(137);
        run.Outcome.Signal.ShouldBe(Machine.Kill);
        run.Steps.ShouldNotBeEmpty();
        run.Subjects.ShouldContain(subject => subject.Kind == SubjectKind.Cgroup);
        finished.Error.ShouldContain("The kernel killed");
    }

    [SkippableFact]
    public void A_GAN_that_leaks_is_explained()
    {
        Machine.NeedTorch();
        using MemoryGroup group = MemoryGroup.Create(768 * Mebibyte);

        FinishedProgram finished = RecordIn(group, [.. Gan("--leak-mb-per-step", "24")]);

        StoredRun run = ShouldBeKilled(finished);
        run.Outcome.ExitCode.ShouldBe(137);
        run.Steps.ShouldAllBe(step => step.GeneratorLoss > 0 && step.DiscriminatorLoss > 0);
    }

    [SkippableFact]
    public void A_worker_killed_by_the_groups_limit_explains_the_error_of_the_main_process()
    {
        Machine.NeedTorch();
        using MemoryGroup group = MemoryGroup.Create(768 * Mebibyte);

        FinishedProgram finished = RecordIn(group, [.. Gan("--worker-leak-mb", "24")]);

        finished.ShouldEndWith(1);
        StoredRun run = _sandbox.LastRun();
        run.Outcome.Cause.ShouldBe(EndCause.CgroupOom);
        RunEvent kill = run.EventsOf(EventTypes.CgroupOom)[0];
        run.ProcessesOfRole(ProcessRoles.Worker).Select(worker => worker.Attributes[SubjectAttributes.Pid])
            .ShouldContain($"{kill.Integer("pid")}");
        run.Outcome.Explanation!.ShouldContain("The kernel killed");
    }

    private static IEnumerable<string> Gan(params string[] options) =>
    [
        Machine.Python, Repository.Sample("train_gan.py"), "--config", Repository.Sample("gan.yaml"), "--set", "train.log_every=2",
        "--set", "train.save_every=0", "--set", "train.sample_every=0", .. options,
    ];

    private FinishedProgram RecordIn(MemoryGroup group, params string[] command) =>
        _sandbox.Record(["sh", "-c", group.EnterScript, "sh", .. command]);

    private StoredRun ShouldBeKilled(FinishedProgram finished)
    {
        finished.ShouldEndWith(128 + Machine.Kill);
        StoredRun run = _sandbox.LastRun();
        run.Outcome.Cause.ShouldBe(EndCause.CgroupOom, run.Outcome.Explanation);
        run.EventsOf(EventTypes.CgroupOom).ShouldNotBeEmpty();
        run.Outcome.Explanation!.ShouldContain("The kernel killed the program");
        run.Outcome.Explanation!.ShouldContain("its control group reached its memory limit");
        return run;
    }
}
