using System.CommandLine;
using Vigil.Cli.Export;
using Vigil.Core.Runs;
using Vigil.Server.Exporting;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil export RUN</c>: a run as CSV files or as one JSON document.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<string> run = CommonOptions.Run();
        Option<string?> database = CommonOptions.Database();
        var format = new Option<string>("--format", "-f")
        {
            Description = "csv (a folder of files, epoch_N.csv among them) or json (one document).",
            DefaultValueFactory = _ => "csv",
            HelpName = "csv|json",
        };
        format.AcceptOnlyFromAmong("csv", "json");
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Folder (csv; default vigil-RUN) or file (json; default standard output).",
            HelpName = "PATH",
        };
        var command = new Command("export", "Write a run as CSV files or JSON.") { run, format, output, database };
        command.SetAction(parsed => StoreAccess.ReadRun(parsed.GetValue(database), parsed.GetValue(run)!, (store, found) =>
        {
            string? path = parsed.GetValue(output);
            try
            {
                return parsed.GetValue(format) == "json" ? WriteJson(store, found, path) : WriteCsv(store, found, path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"vigil: the export could not be written: {exception.Message}");
                return ExitCodes.Failure;
            }
        }));
        return command;
    }

    private static int WriteJson(IRunReader store, RunRecord run, string? path)
    {
        using Stream output = path is null ? Console.OpenStandardOutput() : File.Create(path);
        RunDocument.Write(store, run, output);
        return ExitCodes.Success;
    }

    private static int WriteCsv(IRunReader store, RunRecord run, string? path)
    {
        foreach (string file in new CsvExport(store, run, path ?? $"vigil-{run.Start.Id}").Write())
        {
            Console.Out.WriteLine(file);
        }

        return ExitCodes.Success;
    }
}
