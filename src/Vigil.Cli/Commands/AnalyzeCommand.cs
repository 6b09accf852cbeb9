using System.CommandLine;
using Vigil.Analysis;
using Vigil.Analysis.Reports;
using Vigil.Cli.Output;
using Vigil.Cli.Reports;
using Vigil.Cli.Settings;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil analyze RUN</c>: why it died, why it is slow, what to change; or what a log tells.</summary>
internal static class AnalyzeCommand
{
    public static Command Create()
    {
        Argument<string> run = CommonOptions.Run();
        Option<string?> database = CommonOptions.Database();
        Option<string?> configuration = CommonOptions.Configuration();
        Option<bool> json = CommonOptions.Json();
        var log = new Option<string?>("--log") { Description = "Read a log file instead of a run; '-' is standard input.", HelpName = "FILE" };
        Option<double?> window = CommonOptions.Window();
        var command = new Command("analyze", "Say why a run died or is slow, and what to change.") { run, log, window, configuration, database, json };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(log) is { } path
            ? ReadLogAsync(path, parsed.GetValue(json), cancellationToken)
            : Task.FromResult(StoreAccess.ReadRun(parsed.GetValue(database), parsed.GetValue(configuration), parsed.GetValue(run)!, (store, found, settings) =>
                Analyze(store, found, settings, parsed.GetValue(window), parsed.GetValue(json)))));
        return command;
    }

    private static int Analyze(IRunStore store, RunRecord run, VigilSettings settings, double? window, bool json)
    {
        RunAnalysis analysis = RunAnalyses.Analyze(store, run, settings, TimeProvider.System, window);
        if (json)
        {
            Console.Out.Write(JsonText.Format(AnalysisJson.Create(analysis)));
        }
        else
        {
            AnalysisText.Write(new TextScreen(Console.Out, TextScreen.WantsColours), analysis);
        }

        // A window is a glance; what is kept is said of the whole run.
        if (run.Outcome is not null && window is null)
        {
            RunAnalyses.Save(store, analysis);
        }

        return ExitCodes.Success;
    }

    private static async Task<int> ReadLogAsync(string path, bool json, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            Console.Error.WriteLine($"vigil: '{path}' is a folder: name the log file in it.");
            return ExitCodes.Failure;
        }

        try
        {
            await using Stream stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            LogReport report = await LogReader.ReadAsync(stream, cancellationToken);
            if (json)
            {
                Console.Out.Write(JsonText.Format(LogReportJson.Create(report)));
            }
            else
            {
                LogText.Write(new TextScreen(Console.Out, TextScreen.WantsColours), report);
            }

            return ExitCodes.Success;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"vigil: the log could not be read: {exception.Message}");
            return ExitCodes.Failure;
        }
    }
}
