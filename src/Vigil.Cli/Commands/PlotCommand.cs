using System.CommandLine;
using System.Text;
using Vigil.Analysis;
using Vigil.Cli.Plot;
using Vigil.Cli.Reports;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil plot RUN</c>: a run as one page with charts.</summary>
internal static class PlotCommand
{
    public static Command Create()
    {
        Argument<string> run = CommonOptions.Run();
        Option<string?> database = CommonOptions.Database();
        Option<string?> configuration = CommonOptions.Configuration();
        var output = new Option<string?>("--output", "-o") { Description = "The file (default: vigil-RUN.html); '-' is standard output.", HelpName = "FILE" };
        Option<double?> window = CommonOptions.Window();
        var command = new Command("plot", "Write a run as one HTML page with charts, which opens offline.") { run, output, window, configuration, database };
        command.SetAction(parsed => StoreAccess.ReadRun(parsed.GetValue(database), parsed.GetValue(configuration), parsed.GetValue(run)!, (store, found, settings) =>
        {
            RunAnalysis analysis = RunAnalyses.Analyze(store, found, settings, TimeProvider.System, parsed.GetValue(window));
            string page = new RunPage(analysis, settings).Create();
            string path = parsed.GetValue(output) ?? $"vigil-{found.Start.Id}.html";
            if (path == "-")
            {
                Console.Out.Write(page);
                return ExitCodes.Success;
            }

            try
            {
                File.WriteAllText(path, page, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"vigil: the page could not be written: {exception.Message}");
                return ExitCodes.Failure;
            }

            Console.Out.WriteLine(path);
            return ExitCodes.Success;
        }));
        return command;
    }
}
