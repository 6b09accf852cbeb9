using Vigil.Cli.Tests.Support;

namespace Vigil.Cli.Tests.Commands;

[Collection(ConsoleCollection.Name)]
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => Path.Combine(_folder.Path, "vigil.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_faults_of_a_command_line_are_said_at_once_and_help_is_offered()
    {
        (int exitCode, string output, string error) = CommandRunner.Run("runs", "--limit", "0", "--nonsense");

        exitCode.ShouldBe(ExitCodes.Usage);
        output.ShouldBeEmpty();
        error.ShouldContain("--nonsense");
        error.ShouldContain("--limit must be 1 or more.");
        error.ShouldEndWith("vigil: see 'vigil runs --help'\n");
    }

    [Theory]
    [InlineData("analyze")]
    [InlineData("show")]
    [InlineData("apply")]
    [InlineData("top")]
    [InlineData("compare")]
    public void A_mistyped_option_is_not_looked_for_as_a_run(string command)
    {
        (int exitCode, string _, string error) = CommandRunner.Run(command, "--jsno", "--db", Database);

        exitCode.ShouldBe(ExitCodes.Usage);
        error.ShouldStartWith("vigil: There is no option '--jsno'.\n");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("65536")]
    public void A_port_that_there_cannot_be_is_refused(string port)
    {
        (int exitCode, string _, string error) = CommandRunner.Run("serve", "--port", port, "--db", Database);

        exitCode.ShouldBe(ExitCodes.Usage);
        error.ShouldContain("--port takes a number from 0 to 65535.");
        File.Exists(Database).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--limit must be 1 or more.", "runs", "--limit", "many")]
    [InlineData("--hours must be above 0", "perf", "--hours", "day")]
    [InlineData("--limit must be 1 or more.", "perf", "--limit", "1.5")]
    [InlineData("--port takes a number from 0 to 65535.", "serve", "--port", "http")]
    [InlineData("--interval takes a number from 0.1 to 3600.", "agent", "--to", "http://127.0.0.1:9", "--interval", "1s")]
    [InlineData("--window must be a number above 0.", "analyze", "last", "--window", "10m")]
    public void A_word_where_a_number_belongs_is_refused_by_its_option(string expected, params string[] arguments)
    {
        (int exitCode, string output, string error) = CommandRunner.Run(arguments);

        exitCode.ShouldBe(ExitCodes.Usage);
        output.ShouldBeEmpty();
        error.ShouldContain(expected);
    }

    [Fact]
    public void A_folder_is_no_log()
    {
        (int exitCode, string _, string error) = CommandRunner.Run("analyze", "--log", Path.GetTempPath());

        exitCode.ShouldBe(ExitCodes.Failure);
        error.ShouldContain("is a folder: name the log file in it.");
    }

    [Fact]
    public void A_wrong_option_of_run_starts_nothing()
    {
        (int exitCode, string _, string error) = CommandRunner.Run("run", "--interval", "soon", "--", "true");

        exitCode.ShouldBe(ExitCodes.RunFailed);
        error.ShouldContain("soon");
    }

    [Fact]
    public void An_impossible_setting_of_run_starts_nothing()
    {
        (int exitCode, string _, string error) = CommandRunner.Run("run", "--db", Database, "--interval", "-1", "--log-interval", "0", "--", "true");

        exitCode.ShouldBe(ExitCodes.RunFailed);
        error.ShouldContain("--interval: monitoring.sample_interval_seconds: must be a number from 0.1 to 3600, not '-1'.");
        error.ShouldContain("--log-interval: resource_monitor.log_interval: must be a whole number from 1 to 1000000, not '0'.");
        File.Exists(Database).ShouldBeFalse();
    }

    [Theory]
    [InlineData("runs")]
    [InlineData("show")]
    [InlineData("export")]
    [InlineData("top")]
    public void Without_a_database_readers_say_how_to_get_one_and_make_none(string command)
    {
        (int exitCode, string output, string error) = CommandRunner.Run(command, "--db", Database);

        exitCode.ShouldBe(ExitCodes.Failure);
        output.ShouldBeEmpty();
        error.ShouldBe($"vigil: there is no database at '{Database}': nothing has been recorded there yet. Record a run: vigil run -- python train.py\n");
        File.Exists(Database).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_is_no_database_is_named_and_kept()
    {
        _folder.Write("vigil.db", new string('x', 5000));

        (int exitCode, string _, string error) = CommandRunner.Run("runs", "--db", Database);

        exitCode.ShouldBe(ExitCodes.Failure);
        error.ShouldContain(Database);
        File.ReadAllText(Database).ShouldBe(new string('x', 5000));
    }
}
