using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Cli.Output;
using Vigil.Cli.Settings;
using Vigil.Core.Maintenance;
using Vigil.Storage.Sqlite;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil store</c>: what the database holds, and making it smaller.</summary>
internal static class StoreCommand
{
    public static Command Create() => new("store", "Say what the database holds, roll it up, and delete what is too old.") { Info(), Prune() };

    private static Command Info()
    {
        Option<string?> database = CommonOptions.Database();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("info", "Say what the database holds, and what is too old by the settings.") { database, json };
        command.SetAction(parsed => StoreAccess.Read(parsed.GetValue(database), null, (store, settings) =>
        {
            Print(store, settings, parsed.GetValue(json));
            return ExitCodes.Success;
        }));
        return command;
    }

    private static Command Prune()
    {
        Option<string?> database = CommonOptions.Database();
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be deleted, and delete nothing." };
        var command = new Command("prune", "Roll up what was recorded and delete what is too old by the settings retention.*; others may record meanwhile.") { dryRun, database };
        command.SetAction(parsed => StoreAccess.Read(parsed.GetValue(database), null, (store, settings) =>
        {
            if (parsed.GetValue(dryRun))
            {
                PrintDue(store.Maintenance.Estimate(settings.Retention), settings.Retention);
                return ExitCodes.Success;
            }

            MaintenanceResult done = store.Maintenance.MaintainAsync(settings.Retention).GetAwaiter().GetResult();
            Console.Out.WriteLine($"Rolled up {Number(done.SpansRolledUp)} spans; deleted {Number(done.BlocksDeleted)} blocks of samples, {Number(done.SpansDeleted)} spans of roll-ups, {Number(done.RecordsDeleted)} records; gave {Humanize.Bytes(done.BytesReturned)} back.");
            if (done.BytesTooMany > 0)
            {
                Console.Error.WriteLine($"vigil: the database is still {Humanize.Bytes(done.BytesTooMany)} larger than retention.max_gib allows: what is left is recorded now, or of programs (retention.runs: true deletes those that ended too)");
            }

            return ExitCodes.Success;
        }));
        return command;
    }

    private static void Print(SqliteRunStore store, VigilSettings settings, bool json)
    {
        StoreContents contents = store.Maintenance.ReadContents();
        RetentionEstimate due = store.Maintenance.Estimate(settings.Retention);
        if (json)
        {
            Console.Out.Write(JsonText.Format(new JsonObject
            {
                ["database"] = store.Path,
                ["used_bytes"] = contents.UsedBytes,
                ["free_bytes"] = contents.FreeBytes,
                ["runs"] = contents.Runs,
                ["monitors"] = contents.Monitors,
                ["services"] = contents.Services,
                ["samples"] = contents.Samples,
                ["minute_spans"] = contents.MinuteSpans,
                ["hour_spans"] = contents.HourSpans,
                ["due"] = new JsonObject { ["samples"] = due.Samples, ["minute_spans"] = due.MinuteSpans, ["hour_spans"] = due.HourSpans, ["bytes_too_many"] = due.BytesTooMany },
            }));
            return;
        }

        Console.Out.WriteLine($"{store.Path}: {Humanize.Bytes(contents.UsedBytes)}, and {Humanize.Bytes(contents.FreeBytes)} free to be used again");
        Console.Out.WriteLine($"{Humanize.Count(contents.Runs, "run")}, {Humanize.Count(contents.Monitors, "record")} of machines, {Humanize.Count(contents.Services, "record")} of services");
        Console.Out.WriteLine($"{Number(contents.Samples)} samples; rolled up: {Number(contents.MinuteSpans)} spans of 4 h to minutes, {Number(contents.HourSpans)} spans of 10 days to hours");
        PrintDue(due, settings.Retention);
    }

    private static void PrintDue(RetentionEstimate due, RetentionPolicy policy)
    {
        Console.Out.WriteLine($"Too old by the settings: {Number(due.Samples)} samples, {Number(due.MinuteSpans)} spans of minutes, {Number(due.HourSpans)} spans of hours{(policy.IncludesRuns ? "" : "; runs of programs are kept")}");
        if (due.BytesTooMany > 0)
        {
            Console.Out.WriteLine($"Larger than retention.max_gib by {Humanize.Bytes(due.BytesTooMany)}: the oldest goes first");
        }
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
