using Vigil.Collection.Launch;
using Vigil.Core.Logs;

namespace Vigil.Collection.Tests.Launch;

public class TerminalPlanTests
{
    [Theory]
    [InlineData("TTT", true, "Terminal", "Terminal")]
    [InlineData("TT-", true, "Terminal", "Pipe")]
    [InlineData("T-T", false, "Pipe", "Terminal")]
    [InlineData("-TT", false, "Terminal", "Terminal")]
    [InlineData("-T-", false, "Terminal", "Pipe")]
    [InlineData("--T", false, "Pipe", "Terminal")]
    [InlineData("T--", false, "Pipe", "Pipe")]
    [InlineData("---", false, "Pipe", "Pipe")]
    [InlineData("xxx", false, "Closed", "Closed")]
    [InlineData("x-x", false, "Pipe", "Closed")]
    public void Gives_each_descriptor_what_it_would_be(string streams, bool ownSession, string output, string error)
    {
        TerminalPlan plan = Decide(streams, sameFile: false);

        plan.OwnSession.ShouldBe(ownSession);
        plan.Output.ToString().ShouldBe(output);
        plan.Error.ToString().ShouldBe(error);
    }

    [Fact]
    public void Gives_one_pipe_when_both_streams_go_to_one_file()
    {
        Decide("---", sameFile: true).Error.ShouldBe(OutputRoute.OutputPipe);
        Decide("TTT", sameFile: true).Error.ShouldBe(OutputRoute.Terminal);
    }

    [Theory]
    [InlineData("TTT", OutputStream.Merged)]
    [InlineData("TT-", OutputStream.Output)]
    [InlineData("--T", OutputStream.Error)]
    public void Names_what_comes_out_of_the_terminal(string streams, OutputStream expected) =>
        Decide(streams, sameFile: false).TerminalStream.ShouldBe(expected);

    [Fact]
    public void Falls_back_to_pipes_in_the_same_order()
    {
        TerminalPlan plan = Decide("TTT", sameFile: true).WithoutTerminal();

        plan.OwnSession.ShouldBeFalse();
        plan.NeedsTerminal.ShouldBeFalse();
        plan.Output.ShouldBe(OutputRoute.Pipe);
        plan.Error.ShouldBe(OutputRoute.OutputPipe);
    }

    private static TerminalPlan Decide(string streams, bool sameFile)
    {
        StandardStream[] kinds = [.. streams.Select(kind => kind switch
        {
            'T' => StandardStream.Terminal,
            'x' => StandardStream.Closed,
            _ => StandardStream.Other,
        })];
        return TerminalPlan.Decide(kinds[0], kinds[1], kinds[2], sameFile);
    }
}
