using System.CommandLine;
using System.Runtime.InteropServices;
using Vigil.Alerting.Settings;
using Vigil.Cli.Opening;
using Vigil.Cli.Running;
using Vigil.Cli.Settings;
using Vigil.Collection.Launch;
using Vigil.Collection.Monitoring;
using Vigil.Core.Runs;
using Vigil.Server.Hosting;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil serve</c>: the control room.</summary>
internal static class ServeCommand
{
    private static readonly TimeSpan s_stopDeadline = TimeSpan.FromSeconds(5);

    /// <summary>A page that is loaded again, or a laptop that slept, finds the server still there.</summary>
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var host = new Option<string>("--host") { Description = "Address to listen on; any but this machine's own needs --token-file.", DefaultValueFactory = _ => "127.0.0.1", HelpName = "ADDRESS" };
        var port = new Option<int>("--port") { Description = "Port; 0 takes any free one.", DefaultValueFactory = _ => 7070, HelpName = "N" };
        CommonOptions.Within<int>(port, value => value is >= 0 and <= 65_535, "--port takes a number from 0 to 65535.");
        var tokens = new Option<string?>("--token-file") { Description = "File with lines 'viewer TOKEN' or 'operator TOKEN'; needed on any address but this machine's own.", HelpName = "FILE" };
        var certificate = new Option<string?>("--certificate") { Description = "Serve TLS by this certificate with its key: PEM, or PKCS #12 without a password.", HelpName = "FILE" };
        var names = new Option<string[]>("--allow-host") { Description = "A further name that this server is called by; may be repeated.", HelpName = "NAME", DefaultValueFactory = _ => [] };
        var apply = new Option<bool>("--allow-apply") { Description = "Let operators write recommended settings into configuration files." };
        Option<Uri?> forward = TelemetryOption.Create("--forward", "Send what arrives by the OpenTelemetry protocol on to this receiver, such as http://host:4318.");
        var monitor = new Option<bool>("--monitor") { Description = "Record this machine while the server runs." };
        var interval = new Option<string?>("--monitor-interval") { Description = "Seconds between samples of this machine (default: 1).", HelpName = "SECONDS" };
        var open = new Option<string?>("--open") { Description = "Open this page of it in a browser.", HelpName = "PATH", Hidden = true };
        var whileUsed = new Option<bool>("--while-used") { Description = "End once no run is recorded and no page is open.", Hidden = true };
        Option<string?> database = CommonOptions.Database();
        var command = new Command("serve", "Serve the dashboard and the APIs over what was recorded.") { host, port, tokens, certificate, names, apply, monitor, interval, forward, open, whileUsed, database };
        command.SetAction(async (parsed, _) =>
        {
            string? path = parsed.GetValue(database);
            var given = new List<(string Key, string Option, string Value)>();
            if (path is not null)
            {
                given.Add(("db", "--db", path));
            }

            if (parsed.GetValue(monitor))
            {
                given.Add(("monitor.enabled", "--monitor", "true"));
            }

            if (parsed.GetValue(interval) is { } seconds)
            {
                // With or without its unit.
                given.Add(("monitor.interval_seconds", "--monitor-interval", seconds.EndsWith('s') ? seconds[..^1] : seconds));
            }

            (VigilSettings settings, IReadOnlyList<string> faults) = CommandSettings.Load(null, given);
            if (faults.Count > 0)
            {
                return CommandSettings.Refuse(faults, ExitCodes.Usage);
            }

            var options = new ServerOptions
            {
                Host = parsed.GetValue(host)!,
                Port = parsed.GetValue(port),
                Database = DatabasePath.Of(settings),
                Recorder = SqliteStoreOptions.ThisRecorder,
                Rules = RuleSettings.Options(settings),
                Retention = settings.Retention,
                Operations = settings.Operations,
                Objectives = settings.Objectives,
                Alerts = settings.Alerts ?? new AlertOptions(),
                ScrapeTargets = settings.ScrapeTargets ?? [],
                AdjustMachineCheck = check => settings.Health.FirstOrDefault(setting => setting.Name == check.Name)?.Apply(check) ?? check,
                HealthChecks = [.. settings.Health.Where(setting => setting.Kind is not null).Select(setting => setting.Create(TimeProvider.System))],
                TokenFile = parsed.GetValue(tokens),
                CertificateFile = parsed.GetValue(certificate),
                AllowedHosts = parsed.GetValue(names)!,
                AllowApply = parsed.GetValue(apply),
                Monitor = settings.MonitorMachine,
                Monitoring = new MachineMonitorOptions
                {
                    Recorder = settings.Recorder with { SampleIntervalSeconds = settings.MonitorIntervalSeconds },
                    TopProcesses = settings.MonitorProcesses,
                },
                Forward = parsed.GetValue(forward),
                ForwardHeaders = TelemetryTarget.Headers(),
            };
            return await ServeAsync(options, parsed.GetValue(open), parsed.GetValue(whileUsed));
        });
        return command;
    }

    private static async Task<int> ServeAsync(ServerOptions options, string? page, bool whileUsed)
    {
        try
        {
            using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = options.Database });
            await using ControlRoom room = ControlRoom.Create(options, store, TimeProvider.System);
            await room.StartAsync(CancellationToken.None);
            Console.Error.WriteLine($"vigil: {room.Address} serves {options.Database}; Ctrl-C stops it");
            var stop = new TaskCompletionSource();
            void Stop(PosixSignalContext context)
            {
                context.Cancel = true;
                stop.TrySetResult();
            }

            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            if (page is not null && Browser.Command(new Uri(room.Address, page).ToString()) is { } browser)
            {
                DetachedProgram.TryStart(browser);
            }

            await (whileUsed ? Task.WhenAny(stop.Task, UnusedAsync(room, store)) : stop.Task);
            using var deadline = new CancellationTokenSource(s_stopDeadline);
            await room.StopAsync(deadline.Token);
            return ExitCodes.Success;
        }
        catch (StoreUnavailableException exception)
        {
            Console.Error.WriteLine("vigil: " + exception.Message);
            return ExitCodes.Failure;
        }
        catch (ServerStartException exception)
        {
            Console.Error.WriteLine("vigil: " + exception.Message);
            return ExitCodes.Failure;
        }
    }
    private static async Task UnusedAsync(ControlRoom room, SqliteRunStore store)
    {
        while (room.Idle < s_idle || IsRecording(store))
        {
            await Task.Delay(s_look);
        }
    }

    private static bool IsRecording(SqliteRunStore store)
    {
        try
        {
            store.CloseOrphans();
            return store.ListRuns().Any(run => run.State == RunState.Running);
        }
        catch (StoreUnavailableException)
        {
            // Nobody records into what cannot be read.
            return false;
        }
    }
}
