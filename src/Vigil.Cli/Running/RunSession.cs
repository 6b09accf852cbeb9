using System.Text.Json.Nodes;
using Vigil.Cli.Opening;
using Vigil.Cli.Output;
using Vigil.Cli.Settings;
using Vigil.Collection.Launch;
using Vigil.Collection.Recording;
using Vigil.Collection.Snapshot;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite;
using Vigil.Telemetry.Records;
using Vigil.Telemetry.Sending;

namespace Vigil.Cli.Running;

/// <summary><c>vigil run</c>: starts a program, records it, keeps its exit code.</summary>
internal static class RunSession
{
    private static readonly TimeSpan s_storeDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Runs to the program's end.</summary>
    /// <returns>The exit code for Vigil's caller.</returns>
    public static async Task<int> RunAsync(RunRequest request, TimeProvider time)
    {
        if (!request.Settings.Enabled)
        {
            return await UnrecordedRun.RunAsync(request, time);
        }

        var notices = new List<string>();

        // Beside the opening of the store: the program should not wait for the one after the other.
        Task<JsonObject> snapshot = Task.Run(() => TakeSnapshotAsync(request));
        SqliteRunStore store;
        IReadOnlyList<string> orphans;
        try
        {
            store = RunStores.Open(request.Settings, notices);
            orphans = CloseOrphans(store);
        }
        catch (StoreUnavailableException exception)
        {
            StandardError.Write($"vigil: {exception.Message}\nvigil: the program was not started.\n");
            return ExitCodes.RunFailed;
        }

        using (store)
        {
            Say(request, notices);
            RunStart start = Describe(request, await snapshot, time);
            if (request.OpensPage && ControlRoomPage.Open(store.Path, start.Id) is { } notice)
            {
                Say(request, [notice]);
            }

            if (request.Target is { } target)
            {
                return await RecordThereAsync(request, target, start, store, orphans, time);
            }

            if (request.Telemetry is not { } endpoint)
            {
                await using IRunWriter writer = store.Begin(start);
                return await RecordAsync(request, start, writer, new RunEnding(request, store, orphans, time), time);
            }

            OtlpSender sender = TelemetryTarget.Open(endpoint, time);
            await using var told = new TelemetryRunWriter(store.Begin(start), sender, start);
            int exitCode = await RecordAsync(request, start, told, new RunEnding(request, store, orphans, time), time);
            SayUntold(request, sender.Statistics);
            return exitCode;
        }
    }

    /// <summary>Records here, and sends the same to a control room.</summary>
    private static async Task<int> RecordThereAsync(RunRequest request, ControlRoomTarget target, RunStart start, SqliteRunStore store, IReadOnlyList<string> orphans, TimeProvider time)
    {
        RecordSender sender;
        IRunWriter there;
        try
        {
            sender = target.Open(time);
            there = sender.Begin(start);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            StandardError.Write($"vigil: {exception.Message}\nvigil: the program was not started.\n");
            return ExitCodes.RunFailed;
        }

        await using (sender)
        {
            await using var writer = new PairedRunWriter(store.Begin(start), there);
            int exitCode = await RecordAsync(request, start, writer, new RunEnding(request, store, orphans, time), time);
            if (sender.Statistics is { Pending: > 0 } left)
            {
                Say(request, [$"{left.Pending} items did not reach {target.Address.Host} yet{(left.LastError is { } error ? $": {error}" : "")}; the next 'vigil run --to' or 'vigil agent' sends them"]);
            }

            return exitCode;
        }
    }

    private static void SayUntold(RunRequest request, SenderStatistics told)
    {
        if (told.Dropped + told.Pending > 0)
        {
            Say(request, [$"{told.Dropped + told.Pending} of {told.Dropped + told.Pending + told.Sent} messages did not reach {request.Telemetry!.Host}{(told.LastError is { } error ? $": {error}" : "")}; the run itself is recorded here"]);
        }
    }

    private static Task<JsonObject> TakeSnapshotAsync(RunRequest request) => SnapshotBuilder.TakeAsync(
        request.Command,
        ProgramLauncher.FindExecutable(request.Command[0]),
        Directory.GetCurrentDirectory(),
        CommandSettings.EnvironmentVariables(),
        HostSnapshot.Read(),
        VigilVersion.Current);

    /// <summary>Everything that is known before the program starts.</summary>
    private static RunStart Describe(RunRequest request, JsonObject snapshot, TimeProvider time)
    {
        return new RunStart
        {
            Id = RunIds.New(),
            Name = request.Name ?? RunName.Of(request.Command),
            Command = [.. snapshot["command"]!.AsArray().Select(word => (string)word!)],
            WorkingDirectory = Directory.GetCurrentDirectory(),
            StartedAt = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
            SampleIntervalSeconds = request.Settings.Recorder.SampleIntervalSeconds,
            ParentRunId = Environment.GetEnvironmentVariable(RunRecording.RunIdVariable),
            Snapshot = snapshot,
            Recorder = SqliteStoreOptions.ThisRecorder,
        };
    }

    private static async Task<int> RecordAsync(RunRequest request, RunStart start, IRunWriter writer, RunEnding ending, TimeProvider time)
    {
        WatchedProgram? program = null;
        using RunRecording recording = RunRecordings.Create(request, start, writer, time, text => program?.WriteNotice(text));
        LaunchResult result = ProgramLauncher.Start(new LaunchOptions
        {
            FileName = request.Command[0],
            Arguments = [.. request.Command.Skip(1)],
            EnvironmentAdditions = recording.Variables,
            Sink = recording.Output,
            Listener = recording.CreateListener(),
            TimeProvider = time,
        });
        switch (result)
        {
            case LaunchResult.Started started:
                program = started.Program;
                break;
            case LaunchResult.NotFound missing:
                return await RefuseAsync(writer, missing.Reason, ExitCodes.NotFound, time);
            case LaunchResult.NotExecutable refused:
                return await RefuseAsync(writer, refused.Reason, ExitCodes.NotExecutable, time);
            case LaunchResult.Failed failed:
                return await RefuseAsync(writer, failed.Reason, ExitCodes.RunFailed, time);
            default:
                throw new InvalidOperationException("A launch has an outcome that is not known here.");
        }

        ProgramExit exit;
        using (program)
        {
            if (program.Notice is { } notice && !request.Settings.Quiet)
            {
                program.WriteNotice($"vigil: {notice}\n");
            }

            recording.Begin(program.ProcessId, program);
            exit = await program.WaitAsync(CancellationToken.None);
        }

        (RunOutcome outcome, JsonObject summary) = recording.End(program.ProcessId, exit);
        await ending.CompleteAsync(start, outcome, summary, writer);
        return exit.ShellCode ?? ExitCodes.Failure;
    }

    private static async Task<int> RefuseAsync(IRunWriter writer, string reason, int exitCode, TimeProvider time)
    {
        StandardError.Write($"vigil: {reason}\n");
        double now = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        var outcome = new RunOutcome
        {
            State = RunState.Finished,
            EndedAt = now,
            ExitCode = exitCode,
            Cause = EndCause.NotStarted,
            Explanation = reason,
        };
        writer.Emit(new RunEvent(now, EventTypes.TrainingEnd, new JsonObject { ["exit_code"] = exitCode, ["cause"] = "not_started", ["explanation"] = reason }));
        await writer.CompleteAsync(outcome, null, s_storeDeadline);
        return exitCode;
    }

    /// <summary>Runs that lost their recorder are closed by whoever comes next; a fault in that must not stop this run.</summary>
    /// <returns>Those that were closed now.</returns>
    internal static IReadOnlyList<string> CloseOrphans(SqliteRunStore store)
    {
        try
        {
            return store.CloseOrphans();
        }
        catch (StoreUnavailableException)
        {
            // Tried again by the next command.
            return [];
        }
    }

    internal static void Say(RunRequest request, IEnumerable<string> notices)
    {
        if (!request.Settings.Quiet)
        {
            foreach (string notice in notices)
            {
                StandardError.Write($"vigil: {notice}\n");
            }
        }
    }
}
