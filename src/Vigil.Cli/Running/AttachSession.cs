using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Vigil.Cli.Settings;
using Vigil.Collection.Files;
using Vigil.Collection.Processes;
using Vigil.Collection.Recording;
using Vigil.Collection.Snapshot;
using Vigil.Core.Runs;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite;

namespace Vigil.Cli.Running;

/// <summary><c>vigil attach PID</c>: records a program that runs already, until it ends or the user has seen enough.</summary>
internal static class AttachSession
{
    private static readonly TimeSpan s_lookInterval = TimeSpan.FromMilliseconds(250);

    public static async Task<int> RunAsync(VigilSettings settings, int pid, string? name, TimeProvider time)
    {
        if (!OperatingSystem.IsLinux())
        {
            StandardError.Write("vigil: attach works on Linux only; start the program with 'vigil run' instead.\n");
            return ExitCodes.Failure;
        }

        if (ProcessDescription.TryRead(HostPaths.Real, pid) is not { } process)
        {
            StandardError.Write($"vigil: there is no process {pid}, or /proc hides it from this user.\n");
            return ExitCodes.Failure;
        }

        string[] command = process.Arguments.Count > 0 ? [.. process.Arguments] : [process.Name];
        var request = new RunRequest(settings, command, name);
        var notices = new List<string>();
        try
        {
            using SqliteRunStore store = RunStores.Open(settings, notices);
            IReadOnlyList<string> orphans = RunSession.CloseOrphans(store);
            RunSession.Say(request, notices);
            RunStart start = await DescribeAsync(request, process, time);
            await using IRunWriter writer = store.Begin(start);
            using RunRecording recording = RunRecordings.Create(request, start, writer, time, StandardError.Write, pid);
            RunSession.Say(request, [$"recording process {pid} as run {start.Id}; Ctrl-C ends the recording, the program goes on"]);
            recording.Begin(pid, null);
            bool detached = await WaitAsync(process.Identity, time);
            (RunOutcome outcome, JsonObject summary) = recording.End(pid, null, detached);
            bool stored = await new RunEnding(request, store, orphans, time).CompleteAsync(start, outcome, summary, writer);
            return stored ? ExitCodes.Success : ExitCodes.Failure;
        }
        catch (StoreUnavailableException exception)
        {
            StandardError.Write($"vigil: {exception.Message}\n");
            return ExitCodes.Failure;
        }
    }

    private static async Task<RunStart> DescribeAsync(RunRequest request, ProcessDescription process, TimeProvider time)
    {
        string folder = process.WorkingFolder ?? "/";
        JsonObject snapshot = await SnapshotBuilder.TakeAsync(
            request.Command, process.Executable, folder, process.Environment ?? new Dictionary<string, string>(), HostSnapshot.Read(), VigilVersion.Current);
        return new RunStart
        {
            Id = RunIds.New(),
            Name = request.Name ?? RunName.Of(request.Command),
            Command = [.. snapshot["command"]!.AsArray().Select(word => (string)word!)],
            WorkingDirectory = folder,
            StartedAt = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
            SampleIntervalSeconds = request.Settings.Recorder.SampleIntervalSeconds,
            ParentRunId = process.Environment?.GetValueOrDefault(RunRecording.RunIdVariable),
            Snapshot = snapshot,
            Recorder = SqliteStoreOptions.ThisRecorder,
        };
    }

    /// <returns>True when the user ended the recording, false when the program ended.</returns>
    private static async Task<bool> WaitAsync(ProcessIdentity process, TimeProvider time)
    {
        using var leave = new CancellationTokenSource();
        void Leave(PosixSignalContext context)
        {
            context.Cancel = true;
            leave.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Leave);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Leave);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Leave);
        using var look = new PeriodicTimer(s_lookInterval, time);
        try
        {
            // It is no child, so nobody tells; its identity holds beyond the reuse of its number.
            while (ProcessIdentity.TryRead(HostPaths.Real, process.Pid) == process && !IsZombie(process.Pid))
            {
                await look.WaitForNextTickAsync(leave.Token);
            }

            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>An ended program whose parent has not asked for its end yet.</summary>
    private static bool IsZombie(int pid)
    {
        try
        {
            string stat = File.ReadAllText(HostPaths.Real.Proc($"{pid}/stat"));
            return stat.AsSpan(stat.LastIndexOf(')') + 1).TrimStart().StartsWith("Z");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
