using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Server.Tests.Support;

/// <summary>
/// A run of 40 s, sampled each second: a machine with one GPU, one file system, a main process and a worker; a step a second,
/// its loss falling from 4; four events; 120 lines of output, one of them an error.
/// </summary>
public static class InventedRun
{
    public const string Finished = "run22222";
    public const string Failed = "run33333";
    public const double Start = 1_700_000_000;
    public const int Samples = 40;
    public const int Lines = 120;

    /// <summary>Line that holds the error, from 1.</summary>
    public const int ErrorLine = 110;

    private const long Gibibyte = 1L << 30;

    public static RunStart StartOf(string id, string name, double startedAt) => new()
    {
        Id = id,
        Name = name,
        Command = ["python3", "train.py"],
        WorkingDirectory = "/work",
        StartedAt = startedAt,
        SampleIntervalSeconds = 1,
        Recorder = new RecorderIdentity(Environment.MachineName, "boot", Environment.ProcessId, 1),
    };

    public static async Task WriteAsync(IRunStore store, string id, string name, double startedAt, int exitCode = 0)
    {
        await using IRunWriter writer = store.Begin(StartOf(id, name, startedAt));
        Fill(writer, startedAt);
        var outcome = new RunOutcome
        {
            State = RunState.Finished,
            EndedAt = startedAt + Samples,
            ExitCode = exitCode,
            Cause = exitCode == 0 ? EndCause.Success : EndCause.Error,
        };
        var summary = new JsonObject { ["steps"] = new JsonObject { ["last"] = Samples, ["loss"] = 0.1 } };
        (await writer.CompleteAsync(outcome, summary, TimeSpan.FromSeconds(60))).ShouldBeTrue();
    }

    /// <summary>Everything but the end.</summary>
    public static void Fill(IRunWriter writer, double startedAt)
    {
        var machine = new Subject(SubjectKind.System, "machine");
        var disk = new Subject(SubjectKind.FileSystem, "/work", new Dictionary<string, string> { [SubjectAttributes.Path] = "/work" });
        var gpu = new Subject(SubjectKind.Gpu, "GPU-0", new Dictionary<string, string> { [SubjectAttributes.Index] = "0", [SubjectAttributes.Model] = "Invented" });
        Subject main = Process(100, 1, ProcessRoles.Main);
        Subject worker = Process(101, 100, ProcessRoles.Worker);
        var frame = new SampleFrame();
        foreach (Subject subject in (Subject[])[machine, disk, gpu, main, worker])
        {
            frame.Add(subject);
        }

        for (int i = 0; i < Samples; i++)
        {
            double at = startedAt + i;
            frame.Begin((long)(at * 1000), i == 0 ? 0 : 1);
            machine.Values[SystemMetrics.MemoryTotal.Index] = 16 * Gibibyte;
            machine.Values[SystemMetrics.MemoryUsed.Index] = (4 * Gibibyte) + (i << 20);
            machine.Values[SystemMetrics.CpuCount.Index] = 2;
            machine.Values[SystemMetrics.CpuIdle.Index] = 100_000 + (i * 150);
            machine.Values[SystemMetrics.PressureCpuSome.Index] = 1000;
            machine.Values[SystemMetrics.OomKills.Index] = 0;
            disk.Values[FileSystemMetrics.Total.Index] = 100 * Gibibyte;
            disk.Values[FileSystemMetrics.Available.Index] = 50 * Gibibyte;
            gpu.Values[GpuMetrics.Utilization.Index] = 90;
            gpu.Values[GpuMetrics.MemoryUsed.Index] = 6 * Gibibyte;
            gpu.Values[GpuMetrics.MemoryTotal.Index] = 8 * Gibibyte;
            main.Values[ProcessMetrics.Resident.Index] = (2 * Gibibyte) + i;
            main.Values[ProcessMetrics.CpuUser.Index] = 1000 + (i * 50);
            main.Values[ProcessMetrics.CpuSystem.Index] = 10;
            main.Values[ProcessMetrics.ReadBytes.Index] = 5000 + (i * 1000);
            worker.Values[ProcessMetrics.Resident.Index] = Gibibyte;
            frame.Totals = new SampleTotals
            {
                MemoryTotalBytes = 16 * Gibibyte,
                MemoryUsedBytes = (4 * Gibibyte) + (i << 20),
                MemoryAvailableBytes = (12 * Gibibyte) - (i << 20),
                SwapUsedBytes = 0,
                MainProcessBytes = (2 * Gibibyte) + i,
                WorkerBytes = Gibibyte,
                WorkerCount = 1,
                ProcessCount = 2,
                GpuMemoryUsedBytes = 6 * Gibibyte,
                GpuMemoryTotalBytes = 8 * Gibibyte,
                GpuUtilizationPercent = 90,
                CpuPercent = 25,
            };
            writer.Write(frame);
            writer.Write(new StepReading { UnixSeconds = at, Step = i + 1, Source = StepSource.Output, TotalSteps = 100, Loss = 4.0 / (i + 1) });
            for (int line = (i * 3) + 1; line <= (i + 1) * 3; line++)
            {
                writer.WriteOutput(OutputStream.Merged, Encoding.UTF8.GetBytes(Line(line) + "\n"), (long)(at * 1000));
            }
        }

        writer.Emit(new RunEvent(startedAt, EventTypes.TrainingStart));
        writer.Emit(new RunEvent(startedAt + 10, EventTypes.CheckpointSaved, new JsonObject { ["path"] = "a.pt" }));
        writer.Emit(new RunEvent(startedAt + 20, EventTypes.CheckpointSaved, new JsonObject { ["path"] = "b.pt" }));
        writer.Emit(new RunEvent(startedAt + 20, EventTypes.ProcessExit, new JsonObject { ["pid"] = 101, ["exit_code"] = 3 }));
    }

    /// <summary>What the program prints in a line, from 1.</summary>
    public static string Line(int number) => number == ErrorLine
        ? "RuntimeError: CUDA error: device-side assert triggered"
        : $"line {number} says nothing";

    private static Subject Process(int pid, int parent, string role) => new(SubjectKind.Process, $"{pid}:1", new Dictionary<string, string>
    {
        [SubjectAttributes.Pid] = $"{pid}",
        [SubjectAttributes.ParentPid] = $"{parent}",
        [SubjectAttributes.Name] = "python3",
        [SubjectAttributes.CommandLine] = "python3 train.py",
        [SubjectAttributes.Role] = role,
    });
}
