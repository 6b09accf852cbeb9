using System.CommandLine;
using System.CommandLine.Help;
using Vigil.Cli.Commands;
using Vigil.Testing;

namespace Vigil.Cli.Tests.Commands;

public class HelpTests
{
    public static TheoryData<string> Commands => ["vigil", .. VigilCommand.Create([]).Subcommands.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_is_the_golden_one(string command)
    {
        RootCommand root = VigilCommand.Create([]);
        ((HelpAction)root.Options.OfType<HelpOption>().Single().Action!).MaxWidth = 80;
        using var output = new StringWriter { NewLine = "\n" };

        root.Parse(command == "vigil" ? ["--help"] : [command, "--help"]).Invoke(new InvocationConfiguration { Output = output }).ShouldBe(0);

        // The root command is called by the name of the running program, which is the test host's here.
        string help = output.ToString().Replace(RootCommand.ExecutableName, "vigil", StringComparison.Ordinal);
        help.Split('\n').ShouldAllBe(line => line.Length <= 80);
        GoldenFile.ShouldHold($"tests/Vigil.Cli.Tests/Golden/help/{command}.txt", help);
    }
}
