using System.CommandLine;
using System.Globalization;
using Vigil.Cli.Running;
using Vigil.Cli.Settings;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil attach PID</c>: records a program that runs already.</summary>
internal static class AttachCommand
{
    public static Command Create()
    {
        var pid = new Argument<int>("PID") { Description = "The process; its descendants are recorded with it." };
        Option<string?> database = CommonOptions.Database();
        Option<string?> configuration = CommonOptions.Configuration();
        var name = new Option<string?>("--name") { Description = "Name of the run (default: from the command).", HelpName = "NAME" };
        var interval = new Option<double?>("--interval") { Description = "Seconds between samples (default: 1).", HelpName = "SECONDS" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Keep Vigil's own words off standard error." };
        var command = new Command("attach", "Record a running program, by its process id.") { pid, database, configuration, name, interval, quiet };
        command.SetAction(async (parsed, _) =>
        {
            var options = new List<(string Key, string Option, string Value)>();
            if (parsed.GetValue(database) is { } path)
            {
                options.Add(("db", "--db", path));
            }

            if (parsed.GetValue(interval) is { } seconds)
            {
                options.Add(("monitoring.sample_interval_seconds", "--interval", seconds.ToString(CultureInfo.InvariantCulture)));
            }

            if (parsed.GetValue(quiet))
            {
                options.Add(("quiet", "--quiet", "true"));
            }

            (VigilSettings settings, IReadOnlyList<string> faults) = CommandSettings.Load(parsed.GetValue(configuration), options);
            return faults.Count > 0
                ? CommandSettings.Refuse(faults, ExitCodes.Usage)
                : await AttachSession.RunAsync(settings, parsed.GetValue(pid), parsed.GetValue(name), TimeProvider.System);
        });
        return command;
    }
}
