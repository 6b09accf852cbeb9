using System.CommandLine;
using Vigil.Cli.Commands;

namespace Vigil.Cli.Tests.Commands;

public class CommandTailTests
{
    private static readonly Command s_run = RunCommand.Create([]);

    [Theory]
    [InlineData("run -- python a.py", "run", "python a.py")]
    [InlineData("run python a.py --name x", "run", "python a.py --name x")]
    [InlineData("run --name x python a.py", "run --name x", "python a.py")]
    [InlineData("run --name=x python a.py", "run --name=x", "python a.py")]
    [InlineData("run -q --interval 2 -- a -- b", "run -q --interval 2", "a -- b")]
    [InlineData("run -q a -q", "run -q", "a -q")]
    [InlineData("run --help", "run --help", "")]
    [InlineData("run --", "run", "")]
    [InlineData("run - x", "run", "- x")]
    [InlineData("run --name -- a", "run --name --", "a")]
    public void Vigils_options_end_where_the_program_begins(string arguments, string own, string tail)
    {
        (string[] Own, string[] Tail)? split = CommandTail.Split(arguments.Split(' '), s_run);

        split.ShouldNotBeNull();
        string.Join(' ', split.Value.Own).ShouldBe(own);
        string.Join(' ', split.Value.Tail).ShouldBe(tail);
    }

    [Theory]
    [InlineData("show last")]
    [InlineData("--help")]
    public void Other_commands_have_no_tail(string arguments) =>
        CommandTail.Split(arguments.Split(' '), s_run).ShouldBeNull();

    [Fact]
    public void Nothing_at_all_has_no_tail() => CommandTail.Split([], s_run).ShouldBeNull();

    [Fact]
    public void Arguments_reach_the_program_untouched() =>
        CommandTail.Split(["run", "--", "", "a b", "\"", "--db"], s_run)!.Value.Tail.ShouldBe(["", "a b", "\"", "--db"]);
}
