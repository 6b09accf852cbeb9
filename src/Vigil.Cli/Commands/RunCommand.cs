using System.CommandLine;
using System.Globalization;
using Vigil.Cli.Running;
using Vigil.Cli.Settings;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil run [options] -- CMD …</c>: records a program.</summary>
internal static class RunCommand
{
    /// <param name="tail">The watched program's own command line, filled in before the command is invoked.</param>
    public static Command Create(IReadOnlyList<string> tail)
    {
        Option<string?> database = CommonOptions.Database();
        Option<string?> configuration = CommonOptions.Configuration();
        var name = new Option<string?>("--name") { Description = "Name of the run (default: from the command).", HelpName = "NAME" };
        var interval = new Option<double?>("--interval") { Description = "Seconds between samples (default: 1).", HelpName = "SECONDS" };
        var logInterval = new Option<int?>("--log-interval") { Description = "Print a [Resources] block every N steps.", HelpName = "N" };
        var csv = new Option<string?>("--csv") { Description = "Write epoch_N.csv files into this folder.", HelpName = "DIR" };
        var pressure = new Option<string?>("--on-pressure") { Description = "Signal to send the program, once each time, before memory or a disk runs out, so that it can save its work.", HelpName = "SIGNAL[:memory,disk]" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Keep Vigil's own words off standard error." };
        Option<Uri?> telemetry = TelemetryOption.Create("--otlp", "Tell the run to this OpenTelemetry receiver as well, such as http://host:4318.");
        var ui = new Option<bool>("--ui") { Description = "Open the page of the run in a browser." };
        var command = new Command("run", "Record a program: vigil run [options] -- CMD ...") { database, configuration, name, interval, logInterval, csv, pressure, telemetry, ui, quiet };
        command.SetAction(async (parsed, _) =>
        {
            var options = new List<(string Key, string Option, string Value)>();
            void Add(string key, string option, string? value)
            {
                if (value is not null)
                {
                    options.Add((key, option, value));
                }
            }

            Add("db", "--db", parsed.GetValue(database));
            Add("monitoring.sample_interval_seconds", "--interval", parsed.GetValue(interval)?.ToString(CultureInfo.InvariantCulture));
            Add("resource_monitor.log_interval", "--log-interval", parsed.GetValue(logInterval)?.ToString(CultureInfo.InvariantCulture));
            Add("resource_monitor.enabled", "--log-interval", parsed.GetValue(logInterval) is null ? null : "true");
            Add("resource_monitor.timeseries_path", "--csv", parsed.GetValue(csv));
            Add("resource_monitor.export_timeseries", "--csv", parsed.GetValue(csv) is null ? null : "true");
            Add("monitoring.on_pressure", "--on-pressure", parsed.GetValue(pressure));
            Add("quiet", "--quiet", parsed.GetValue(quiet) ? "true" : null);
            (VigilSettings settings, IReadOnlyList<string> faults) = CommandSettings.Load(parsed.GetValue(configuration), options);
            if (faults.Count > 0)
            {
                return CommandSettings.Refuse(faults, ExitCodes.RunFailed);
            }

            if (tail.Count == 0)
            {
                StandardError.Write("vigil: there is no program to run. Say: vigil run -- python train.py\n");
                return ExitCodes.RunFailed;
            }

            return await RunSession.RunAsync(new RunRequest(settings, tail, parsed.GetValue(name), parsed.GetValue(telemetry)) { OpensPage = parsed.GetValue(ui) }, TimeProvider.System);
        });
        return command;
    }
}
