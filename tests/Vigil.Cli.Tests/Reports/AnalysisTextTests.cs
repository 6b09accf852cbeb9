using Vigil.Analysis;
using Vigil.Analysis.Reports;
using Vigil.Cli.Output;
using Vigil.Cli.Reports;
using Vigil.Cli.Tests.Support;
using Vigil.Logs.Errors;
using Vigil.Testing;

namespace Vigil.Cli.Tests.Reports;

public class AnalysisTextTests
{
    [Fact]
    public void The_report_is_the_golden_one()
    {
        string text = "== killed ==\n" + Text(InventedAnalysis.Killed()) + "\n== fine ==\n" + Text(InventedAnalysis.Fine());

        text.Split('\n').ShouldAllBe(line => line.Length <= 80);
        GoldenFile.ShouldHold("tests/Vigil.Cli.Tests/Golden/analysis.txt", text);
    }

    [Fact]
    public void The_json_is_the_golden_one() =>
        GoldenFile.ShouldHold("tests/Vigil.Cli.Tests/Golden/analysis.json", JsonText.Format(AnalysisJson.Create(InventedAnalysis.Killed())));

    [Fact]
    public void Without_a_terminal_there_is_no_colour_and_with_one_there_is()
    {
        Text(InventedAnalysis.Killed()).ShouldNotContain('\e');
        Text(InventedAnalysis.Killed(), colours: true).ShouldContain("\e[1;31m");
    }

    [Fact]
    public void What_a_program_named_itself_cannot_steer_the_terminal()
    {
        RunAnalysis analysis = InventedAnalysis.Fine();
        analysis = analysis with { Certificate = analysis.Certificate with { Headline = "bad \e[2J\u0007 words" } };

        Text(analysis).ShouldNotContain('\e');
        Text(analysis).ShouldNotContain('\u0007');
    }

    [Fact]
    public void A_log_on_its_own_is_told_with_its_cause_first()
    {
        LogFinding cause = InventedAnalysis.Killed().Evidence.Log.Primary!;
        using var output = new StringWriter { NewLine = "\n" };
        LogText.Write(new TextScreen(output, colours: false), new LogReport { Primary = cause, Findings = [cause], LastStep = 900, Lines = 916, Bytes = 30_000 });

        output.ToString().ShouldStartWith("cause    dataloader worker died (97 % sure)\n         RuntimeError: DataLoader worker (pid 4001) is killed by signal: Killed.\n");
        output.ToString().ShouldEndWith("916 lines, 29.3 KiB, last step 900\n");
    }

    private static string Text(RunAnalysis analysis, bool colours = false)
    {
        using var output = new StringWriter { NewLine = "\n" };
        AnalysisText.Write(new TextScreen(output, colours) { Zone = TimeZoneInfo.Utc }, analysis);
        return output.ToString();
    }
}
