using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Vigil.Cli.Running;
using Vigil.Cli.Settings;
using Vigil.Collection.Monitoring;
using Vigil.Collection.Snapshot;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;
using Vigil.Telemetry.Records;
using Vigil.Telemetry.Sending;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil agent --to URL</c>: reports this machine to a control room.</summary>
internal static class AgentCommand
{
    private static readonly TimeSpan s_recordLength = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_flush = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        Option<Uri?> to = TelemetryOption.Create("--to", "The control room, such as http://host:7070.");
        to.Required = true;
        var tokens = new Option<string?>("--token-file") { Description = "File with an operator's token of the control room.", HelpName = "FILE" };
        var name = new Option<string?>("--name") { Description = "Name of this machine (default: its host name).", HelpName = "NAME" };
        var interval = new Option<double>("--interval") { Description = "Seconds between samples (default: 1).", HelpName = "SECONDS", DefaultValueFactory = _ => 1 };
        CommonOptions.Within<double>(interval, value => value is >= 0.1 and <= 3600, "--interval takes a number from 0.1 to 3600.");
        var command = new Command("agent", "Report this machine to a control room, buffered on disk while it is away.") { to, tokens, name, interval };
        command.SetAction(async (parsed, _) =>
        {
            (VigilSettings settings, IReadOnlyList<string> faults) = CommandSettings.Load(null, []);
            if (faults.Count > 0)
            {
                return CommandSettings.Refuse(faults, ExitCodes.Usage);
            }

            var options = new MachineMonitorOptions { Recorder = settings.Recorder with { SampleIntervalSeconds = parsed.GetValue(interval) }, TopProcesses = settings.MonitorProcesses };
            return await ReportAsync(new ControlRoomTarget(parsed.GetValue(to)!, parsed.GetValue(tokens)), parsed.GetValue(name) ?? Environment.MachineName, options, TimeProvider.System);
        });
        return command;
    }

    private static async Task<int> ReportAsync(ControlRoomTarget target, string name, MachineMonitorOptions options, TimeProvider time)
    {
        try
        {
            await using RecordSender sender = target.Open(time);
            var stop = new TaskCompletionSource();
            void Stop(PosixSignalContext context)
            {
                context.Cancel = true;
                stop.TrySetResult();
            }

            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            Console.Error.WriteLine($"vigil: {name} reports to {target.Address}; Ctrl-C stops it");
            while (!stop.Task.IsCompleted)
            {
                await RecordAsync(sender, name, options, stop.Task, time);
            }

            SenderStatistics told = sender.Statistics;
            if (told.Pending > 0)
            {
                Console.Error.WriteLine($"vigil: {told.Pending} items wait for {target.Address.Host}{(told.LastError is { } error ? $": {error}" : "")}; the next vigil agent sends them");
            }

            return ExitCodes.Success;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine("vigil: " + exception.Message);
            return ExitCodes.Failure;
        }
    }

    /// <summary>One record of this machine, a day of it at most.</summary>
    private static async Task RecordAsync(RecordSender sender, string name, MachineMonitorOptions options, Task stop, TimeProvider time)
    {
        await using IRunWriter writer = sender.Begin(new RunStart
        {
            Id = RunIds.New(),
            Kind = RunKind.Monitor,
            Name = name,
            Command = [],
            WorkingDirectory = Environment.CurrentDirectory,
            StartedAt = UnixSeconds(time),
            SampleIntervalSeconds = options.Recorder.SampleIntervalSeconds,
            Snapshot = new JsonObject { ["host"] = HostSnapshot.Read() },
            Recorder = SqliteStoreOptions.ThisRecorder with { HostName = name },
        });
        long began = time.GetTimestamp();
        string? said = null;
        using (var recording = new MachineRecording(options, writer, time))
        {
            recording.Start();
            while (!stop.IsCompleted && time.GetElapsedTime(began) < s_recordLength)
            {
                await Task.WhenAny(stop, Task.Delay(s_look, time));
                string? error = sender.Statistics.LastError;
                if (error is not null && error != said)
                {
                    Console.Error.WriteLine($"vigil: {error}; buffering on disk");
                }

                said = error;
            }
        }

        var outcome = new RunOutcome { State = RunState.Finished, EndedAt = UnixSeconds(time), Cause = EndCause.Success, Explanation = "Recording of the machine was ended." };
        await writer.CompleteAsync(outcome, null, s_flush);
    }

    private static double UnixSeconds(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
}
