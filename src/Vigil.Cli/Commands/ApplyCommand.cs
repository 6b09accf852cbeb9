using System.CommandLine;
using System.Globalization;
using Vigil.Analysis;
using Vigil.Analysis.Recommendations;
using Vigil.Cli.Applying;
using Vigil.Cli.Output;
using Vigil.Cli.Reports;
using Vigil.Core.Runs;
using Vigil.Server.Applying;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil apply RUN</c>: recommendations become a patched configuration, or a new command line.</summary>
internal static class ApplyCommand
{
    public static Command Create()
    {
        Argument<string> run = CommonOptions.Run();
        Option<string?> database = CommonOptions.Database();
        Option<string?> configuration = CommonOptions.Configuration();
        Option<bool> json = CommonOptions.Json();
        var pick = new Option<string?>("--pick") { Description = "Numbers of the recommendations to apply, as 'vigil analyze' lists them (default: all that name a setting, of alternatives the first).", HelpName = "N,…" };
        pick.Validators.Add(result =>
        {
            if (Numbers(result.GetValueOrDefault<string?>()) is null)
            {
                result.AddError("--pick takes numbers with commas between them, such as 1,3.");
            }
        });
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would change, and write nothing." };
        var output = new Option<string?>("--output", "-o") { Description = "Write the result to this file and leave the original as it is.", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "Change files that are not as the run had them; write over FILE." };
        var command = new Command("apply", "Apply recommendations to the run's configuration.") { run, pick, dryRun, output, force, configuration, database, json };
        command.SetAction(parsed => StoreAccess.ReadRun(parsed.GetValue(database), parsed.GetValue(configuration), parsed.GetValue(run)!, (store, found, settings) =>
        {
            RunAnalysis analysis = RunAnalyses.Analyze(store, found, settings, TimeProvider.System);
            var request = new ApplyRequest
            {
                Picks = Numbers(parsed.GetValue(pick)) ?? [],
                DryRun = parsed.GetValue(dryRun),
                Output = parsed.GetValue(output),
                Force = parsed.GetValue(force),
            };
            return Apply(found, analysis.Recommendations, request, parsed.GetValue(json));
        }));
        return command;
    }

    /// <summary>Applies recommendations, whoever made them.</summary>
    internal static int Apply(RunRecord run, IReadOnlyList<Recommendation> recommendations, ApplyRequest request, bool json)
    {
        try
        {
            ApplyPlan plan = ApplyPlanner.Plan(run, recommendations, request);
            if (!json)
            {
                ApplyReport.WritePlan(Console.Out, plan);
            }

            IReadOnlyDictionary<FilePatch, string?> backups = request.DryRun ? new Dictionary<FilePatch, string?>() : PatchWriter.Write(plan.Files);
            if (json)
            {
                Console.Out.Write(JsonText.Format(ApplyReport.Json(run, plan, backups, request.DryRun)));
            }
            else
            {
                ApplyReport.WriteResult(Console.Out, plan, backups, request.DryRun);
            }

            return ExitCodes.Success;
        }
        catch (ApplyException exception)
        {
            Console.Error.WriteLine("vigil: " + exception.Message);
            return ExitCodes.Failure;
        }
    }

    /// <summary>Null for what is no list of numbers.</summary>
    private static int[]? Numbers(string? text)
    {
        if (text is null)
        {
            return [];
        }

        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        var numbers = new List<int>();
        foreach (string part in parts)
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }
}
