using System.CommandLine;
using System.Text.Json.Nodes;
using Vigil.Cli.Doctor;
using Vigil.Cli.Output;
using Vigil.Cli.Settings;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil doctor</c>: what works on this machine, and how to get what does not.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Option<string?> database = CommonOptions.Database();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("doctor", "Say what works on this machine, and how to get what does not.") { database, json };
        command.SetAction(parsed =>
        {
            (VigilSettings settings, IReadOnlyList<string> faults) = CommandSettings.Load(
                null, parsed.GetValue(database) is { } path ? [("db", "--db", path)] : []);
            if (faults.Count > 0)
            {
                return CommandSettings.Refuse(faults, ExitCodes.Usage);
            }

            IReadOnlyList<CheckResult> results = Checkup.Run(settings);
            if (parsed.GetValue(json))
            {
                Console.Out.Write(JsonText.Format(new JsonArray([.. results.Select(result => (JsonNode)new JsonObject
                {
                    ["check"] = result.Name,
                    ["state"] = Core.Runs.EnumNames.ToSnakeCase(result.State),
                    ["finding"] = result.Finding,
                    ["remedy"] = result.Remedy,
                })])));
            }
            else
            {
                Print(results);
            }

            return results.Any(result => result.State == CheckState.Broken) ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }

    private static void Print(IReadOnlyList<CheckResult> results)
    {
        foreach (CheckResult result in results)
        {
            string mark = result.State switch
            {
                CheckState.Works => "ok  ",
                CheckState.Limited => "some",
                CheckState.Absent => "none",
                _ => "FAIL",
            };
            foreach ((string line, int index) in TextFold.Fold(result.Finding, 80 - 19).Select((line, index) => (line, index)))
            {
                Console.Out.WriteLine(index == 0 ? $"{mark} {result.Name,-13} {line}" : new string(' ', 19) + line);
            }

            if (result.Remedy is { } remedy)
            {
                foreach ((string line, int index) in TextFold.Fold(remedy, 80 - 22).Select((line, index) => (line, index)))
                {
                    Console.Out.WriteLine(new string(' ', 19) + (index == 0 ? "→ " : "  ") + line);
                }
            }
        }
    }
}
