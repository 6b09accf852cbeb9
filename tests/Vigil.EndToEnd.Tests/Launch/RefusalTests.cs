using Vigil.Core.Runs;
using Vigil.EndToEnd.Tests.Support;

namespace Vigil.EndToEnd.Tests.Launch;

/// <summary>What cannot be run, and what was not meant so.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void A_command_that_is_not_found_ends_with_127()
    {
        FinishedProgram finished = _sandbox.Record("no-such-command-anywhere");

        finished.ShouldEndWith(127).Error.ShouldContain("no-such-command-anywhere: command not found");
        _sandbox.LastRun().Outcome.Cause.ShouldBe(EndCause.NotStarted);
    }

    [Fact]
    public void A_file_that_is_not_executable_ends_with_126()
    {
        string file = _sandbox.PathOf("script.sh");
        File.WriteAllText(file, "echo no");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);

        _sandbox.Record(file).ShouldEndWith(126).Error.ShouldContain("no permission to execute");
    }

    [Fact]
    public void A_folder_ends_with_126() =>
        _sandbox.Record(_sandbox.Folder).ShouldEndWith(126).Error.ShouldContain("is a directory");

    [Fact]
    public void Wrong_settings_are_refused_all_at_once_by_key()
    {
        File.WriteAllText(_sandbox.PathOf("vigil.yaml"), """
            monitoring:
              sample_interval_seconds: soon
              no_such_key: 1
            resource_monitor:
              gpu_util_threshold: 7
            colour: red
            """);
        _sandbox.Variables["VIGIL_RESOURCE_MONITOR_LOG_INTERVAL"] = "-3";
        _sandbox.Variables["VIGIL_NO_SUCH_SETTING"] = "1";

        FinishedProgram finished = _sandbox.Record("touch", _sandbox.PathOf("started"));

        finished.ShouldEndWith(125);
        foreach (string key in new[]
        {
            "monitoring.sample_interval_seconds", "monitoring.no_such_key", "resource_monitor.gpu_util_threshold", "colour",
            "resource_monitor.log_interval", "VIGIL_NO_SUCH_SETTING",
        })
        {
            finished.Error.ShouldContain(key);
        }

        File.Exists(_sandbox.PathOf("started")).ShouldBeFalse();
        File.Exists(_sandbox.Database).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--no-such-option", "--no-such-option")]
    [InlineData("--interval=never", "never")]
    public void A_wrong_option_is_refused_and_the_program_not_started(string option, string said)
    {
        FinishedProgram finished = _sandbox.RecordWith([option], "touch", _sandbox.PathOf("started"));

        finished.ShouldEndWith(125).Error.ShouldContain(said);
        File.Exists(_sandbox.PathOf("started")).ShouldBeFalse();
    }

    [Fact]
    public void No_command_is_refused_with_an_example() =>
        _sandbox.Vigil("run", "--db", _sandbox.Database).ShouldEndWith(125).Error.ShouldContain("vigil run -- python train.py");

    [Fact]
    public void Looking_at_what_is_not_there_says_so()
    {
        _sandbox.Ask("runs").ShouldEndWith(1).Error.ShouldContain("nothing has been recorded there yet");
        _sandbox.Record("true").ShouldEndWith(0);
        _sandbox.Ask("show", "nobody").ShouldEndWith(1).Error.ShouldContain("no run is called 'nobody'");
        _sandbox.Vigil("attach", "--db", _sandbox.Database, "4194304").ShouldEndWith(1).Error.ShouldContain("no process 4194304");
    }
}
