using System.CommandLine;
using Vigil.Analysis;
using Vigil.Analysis.Comparison;
using Vigil.Cli.Output;
using Vigil.Cli.Reports;
using Vigil.Cli.Settings;
using Vigil.Core.Runs;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil compare A B</c>: what was set differently, what it brought, and what the history of the name says.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        Argument<string> first = CommonOptions.NoOption(new Argument<string>("A") { Description = "The run to compare with: its id, a prefix of it, its name, or 'last'." });
        Argument<string> second = CommonOptions.NoOption(new Argument<string>("B") { Description = "The run to compare (default: last).", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "last" });
        Option<string?> database = CommonOptions.Database();
        Option<string?> configuration = CommonOptions.Configuration();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("compare", "Compare two runs: settings, speed, memory, loss, verdicts.") { first, second, configuration, database, json };
        command.SetAction(parsed => StoreAccess.ReadRun(parsed.GetValue(database), parsed.GetValue(configuration), parsed.GetValue(first)!, (store, one, settings) =>
            StoreAccess.FindRun(store, parsed.GetValue(second)!, other => Compare(store, one, other, settings, parsed.GetValue(json)))));
        return command;
    }

    private static int Compare(IRunStore store, RunRecord first, RunRecord second, VigilSettings settings, bool json)
    {
        ComparisonReport report = ComparisonReport.Create(store, Analyzed(store, first, settings), Analyzed(store, second, settings));
        if (json)
        {
            Console.Out.Write(JsonText.Format(ComparisonJson.Create(report)));
        }
        else
        {
            ComparisonText.Write(new TextScreen(Console.Out, TextScreen.WantsColours), report.Comparison, report.Proofs, report.Regressions, report.Capacity);
        }

        return ExitCodes.Success;
    }

    private static ComparedRun Analyzed(IRunStore store, RunRecord run, VigilSettings settings)
    {
        RunAnalysis analysis = RunAnalyses.Analyze(store, run, settings, TimeProvider.System);
        return new ComparedRun(analysis.Evidence, analysis.Certificate.Verdict);
    }
}
