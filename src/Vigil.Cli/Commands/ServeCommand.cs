using System.CommandLine;
using System.Runtime.InteropServices;
using Vigil.Alerting.Settings;
using Vigil.Cli.Settings;
using Vigil.Server.Hosting;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil serve</c>: the control room.</summary>
internal static class ServeCommand
{
    private static readonly TimeSpan s_stopDeadline = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var host = new Option<string>("--host") { Description = "Address to listen on; any but this machine's own needs --token-file.", DefaultValueFactory = _ => "127.0.0.1", HelpName = "ADDRESS" };
        var port = new Option<int>("--port") { Description = "Port; 0 takes any free one.", DefaultValueFactory = _ => 7070, HelpName = "N" };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65_535)
            {
                result.AddError("--port takes a number from 0 to 65535.");
            }
        });
        var tokens = new Option<string?>("--token-file") { Description = "File with lines 'viewer TOKEN' or 'operator TOKEN'; needed on any address but this machine's own.", HelpName = "FILE" };
        var certificate = new Option<string?>("--certificate") { Description = "Serve TLS by this certificate with its key: PEM, or PKCS #12 without a password.", HelpName = "FILE" };
        var names = new Option<string[]>("--allow-host") { Description = "A further name that this server is called by; may be repeated.", HelpName = "NAME", DefaultValueFactory = _ => [] };
        var apply = new Option<bool>("--allow-apply") { Description = "Let operators write recommended settings into configuration files." };
        Option<string?> database = CommonOptions.Database();
        var command = new Command("serve", "Serve the dashboard and the APIs over what was recorded.") { host, port, tokens, certificate, names, apply, database };
        command.SetAction(async (parsed, _) =>
        {
            string? path = parsed.GetValue(database);
            (VigilSettings settings, IReadOnlyList<string> faults) = CommandSettings.Load(null, path is null ? [] : [("db", "--db", path)]);
            if (faults.Count > 0)
            {
                return CommandSettings.Refuse(faults, ExitCodes.Usage);
            }

            var options = new ServerOptions
            {
                Host = parsed.GetValue(host)!,
                Port = parsed.GetValue(port),
                Database = DatabasePath.Of(settings),
                Rules = RuleSettings.Options(settings),
                Alerts = settings.Alerts ?? new AlertOptions(),
                TokenFile = parsed.GetValue(tokens),
                CertificateFile = parsed.GetValue(certificate),
                AllowedHosts = parsed.GetValue(names)!,
                AllowApply = parsed.GetValue(apply),
            };
            return await ServeAsync(options);
        });
        return command;
    }

    private static async Task<int> ServeAsync(ServerOptions options)
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
            await stop.Task;
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
}
