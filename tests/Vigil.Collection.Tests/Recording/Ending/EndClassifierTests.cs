using System.Text.Json.Nodes;
using Vigil.Collection.Recording;
using Vigil.Collection.Recording.Ending;
using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Core.Events;
using Vigil.Core.Runs;

namespace Vigil.Collection.Tests.Recording.Ending;

public class EndClassifierTests
{
    private const int Pid = 42;
    private const double EndedAt = 1000;

    private readonly RunJournal _journal = new(new MemoryRunWriter());

    [Theory]
    [InlineData(0, null, EndCause.Success)]
    [InlineData(3, null, EndCause.Error)]
    [InlineData(130, null, EndCause.Interrupted)]
    [InlineData(143, null, EndCause.Signal)]
    [InlineData(255, null, EndCause.Error)]
    [InlineData(null, 2, EndCause.Interrupted)]
    [InlineData(null, 9, EndCause.Signal)]
    [InlineData(null, null, EndCause.Unknown)]
    public void Tells_causes_by_exit_and_signal(int? exitCode, int? signal, EndCause expected) =>
        Classify(exitCode, signal).Cause.ShouldBe(expected);

    [Fact]
    public void A_signal_gives_the_exit_code_of_a_shell()
    {
        RunOutcome outcome = Classify(null, 15);

        (outcome.ExitCode, outcome.Signal).ShouldBe((143, 15));
    }

    [Fact]
    public void A_kill_of_the_own_group_explains_a_failure()
    {
        Emit(EventTypes.CgroupOom, 990, """{"pid":43,"name":"pt_data_worker","source":"kernel log"}""");

        RunOutcome outcome = Classify(1, null);

        outcome.Cause.ShouldBe(EndCause.CgroupOom);
        outcome.Explanation.ShouldBe("The kernel killed process 43 (pt_data_worker) because its control group reached its memory limit [kernel log].");
    }

    [Fact]
    public void A_program_that_ended_well_was_not_killed()
    {
        Emit(EventTypes.CgroupOom, 990, """{"pid":43}""");

        Classify(0, null).Cause.ShouldBe(EndCause.Success);
    }

    [Fact]
    public void A_kill_long_before_explains_nothing()
    {
        Emit(EventTypes.CgroupOom, 900, """{"pid":43}""");

        Classify(1, null).Cause.ShouldBe(EndCause.Error);
    }

    [Theory]
    [InlineData("""{"pid":42,"in_tree":true}""", EndCause.HostOom)]
    [InlineData("""{"pid":43,"in_tree":true}""", EndCause.HostOom)]
    [InlineData("""{"pid":43,"in_tree":false}""", EndCause.Signal)]
    [InlineData("""{"pid":null}""", EndCause.HostOom)]
    [InlineData("""{"pid":"odd"}""", EndCause.HostOom)]
    public void A_kill_on_the_machine_explains_a_death_in_the_tree_only(string details, EndCause expected)
    {
        Emit(EventTypes.HostOom, 999, details);

        Classify(null, 9).Cause.ShouldBe(expected);
    }

    [Fact]
    public void A_failed_gpu_allocation_explains_an_error()
    {
        Emit(EventTypes.CudaOom, 999, """{"text":"CUDA out of memory."}""");

        Classify(1, null).Explanation.ShouldBe("A GPU allocation failed, then the program ended with exit code 1: CUDA out of memory.");
    }

    [Fact]
    public void Says_who_sent_a_signal_where_that_is_known()
    {
        Classify(null, 15, new PassedSignal(15, 999)).Explanation.ShouldBe("Ended by SIGTERM, which was sent to Vigil and passed on.");
        Emit(EventTypes.Signal, 999, """{"pid":42,"kernel":"python3[42]: segfault at 0"}""");
        Classify(null, 11).Explanation.ShouldBe("Ended by SIGSEGV, sent by the kernel: python3[42]: segfault at 0.");
    }

    private void Emit(string type, double at, string details) => _journal.Emit(new RunEvent(at, type, JsonNode.Parse(details)!.AsObject()));

    private RunOutcome Classify(int? exitCode, int? signal, params PassedSignal[] passed) =>
        EndClassifier.Classify(new ProgramEnd(EndedAt, Pid, exitCode, signal, passed), _journal);
}
