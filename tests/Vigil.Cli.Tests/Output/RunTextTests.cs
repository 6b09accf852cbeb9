using Vigil.Cli.Output;
using Vigil.Core.Runs;

namespace Vigil.Cli.Tests.Output;

public class RunTextTests
{
    [Fact]
    public void A_command_line_can_be_typed_again() =>
        RunText.CommandLine(["python3", "train.py", "", "a b", "it's", "$HOME", "--lr=1e-3", "a\nb"])
            .ShouldBe("python3 train.py '' 'a b' 'it'\\''s' '$HOME' --lr=1e-3 'a b'");

    [Fact]
    public void Control_characters_become_blanks() => RunText.OneLine("a\nb\tc\u001b[1m").ShouldBe("a b c [1m");

    [Theory]
    [InlineData(RunState.Running, null, null, "running")]
    [InlineData(RunState.Finished, EndCause.Success, 0, "success")]
    [InlineData(RunState.Finished, EndCause.Error, 3, "exit 3")]
    [InlineData(RunState.Finished, EndCause.CgroupOom, 137, "cgroup oom")]
    [InlineData(RunState.RecorderKilled, EndCause.RecorderKilled, null, "recorder killed")]
    [InlineData(RunState.Detached, EndCause.Unknown, null, "detached")]
    [InlineData(RunState.Finished, null, null, "unknown")]
    public void An_end_is_a_word_or_two(RunState state, EndCause? cause, int? exitCode, string text) =>
        RunText.End(new RunRecord
        {
            Start = new RunStart
            {
                Id = "a", Name = "a", Command = ["a"], WorkingDirectory = "/", StartedAt = 0, SampleIntervalSeconds = 1, Recorder = new RecorderIdentity("", "", 0, 0),
            },
            State = state,
            LastSeenAt = 0,
            Outcome = cause is { } known ? new RunOutcome { State = state, EndedAt = 1, Cause = known, ExitCode = exitCode } : null,
        }).ShouldBe(text);
}
