using System.Text.Json.Nodes;
using Vigil.Cli.Top;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Testing;

namespace Vigil.Cli.Tests.Top;

public class TopScreenTests
{
    private const double Start = 1_767_225_600;
    private const long GiB = 1L << 30;

    [Fact]
    public void The_screen_at_80_by_24_is_the_golden_one() =>
        GoldenFile.ShouldHold("tests/Vigil.Cli.Tests/Golden/top.txt", string.Join('\n', TopScreen.Draw(Data(processes: 12, gpus: 1), 80, 24)) + "\n");

    [Theory]
    [InlineData(80, 24, 300, 8)]
    [InlineData(20, 10, 300, 8)]
    [InlineData(200, 60, 3, 0)]
    public void It_never_outgrows_the_terminal(int width, int height, int processes, int gpus)
    {
        IReadOnlyList<string> lines = TopScreen.Draw(Data(processes, gpus), width, height);

        lines.Count.ShouldBeLessThanOrEqualTo(height);
        lines.ShouldAllBe(line => line.Length <= width);
    }

    [Fact]
    public void Before_the_first_sample_it_says_what_is_not_known_yet()
    {
        IReadOnlyList<string> lines = TopScreen.Draw(Data(0, 0) with { Totals = null, Step = null, Subjects = [], Events = [] }, 80, 24);

        lines[1].ShouldBe("step    none seen yet");
        lines[2].ShouldContain("–");
    }

    [Fact]
    public void A_recorder_that_fell_silent_is_told() =>
        TopScreen.Draw(Data(1, 0) with { NowUnixSeconds = Start + 100 }, 120, 24)[0].ShouldEndWith("(last sample 1 min 38 s ago)");

    private static TopData Data(int processes, int gpus)
    {
        var run = new RunRecord
        {
            Start = new RunStart
            {
                Id = "k3v7m2pa", Name = "train", Command = ["python3", "train.py"], WorkingDirectory = "/", StartedAt = Start, SampleIntervalSeconds = 1,
                Recorder = new RecorderIdentity("", "", 0, 0),
            },
            State = RunState.Running,
            LastSeenAt = Start + 2,
        };
        var totals = new SampleTotals { MemoryTotalBytes = 64 * GiB, MemoryUsedBytes = 20 * GiB, SwapUsedBytes = 0, CpuPercent = 52.5, WorkerCount = processes };
        var subjects = new List<TopSubject>
        {
            Subject(SubjectKind.System, "machine", [], (SystemMetrics.CpuCount, 16, 16), (SystemMetrics.CpuIoWait, 0, 32)),
            Subject(SubjectKind.Disk, "sda", [], (DiskMetrics.ReadBytes, 0, 50 << 20), (DiskMetrics.WriteBytes, 0, 1 << 20)),
            Subject(SubjectKind.Network, "eth0", [], (NetworkMetrics.ReceivedBytes, 0, 2048), (NetworkMetrics.SentBytes, 0, 1024)),
        };
        subjects.AddRange(Enumerable.Range(0, gpus).Select(i => Subject(SubjectKind.Gpu, $"GPU-{i}", new() { [SubjectAttributes.Index] = $"{i}" },
            (GpuMetrics.Utilization, 88, 93), (GpuMetrics.MemoryUsed, 30 * GiB, 31 * GiB), (GpuMetrics.MemoryTotal, 80 * GiB, 80 * GiB),
            (GpuMetrics.Temperature, 60, 61), (GpuMetrics.Power, 3000, 3100))));
        subjects.AddRange(Enumerable.Range(0, processes).Select(i => Subject(SubjectKind.Process, $"{100 + i}:1",
            new() { [SubjectAttributes.Pid] = $"{100 + i}", [SubjectAttributes.Role] = i == 0 ? "main" : "worker", [SubjectAttributes.Name] = "python3" },
            (ProcessMetrics.CpuUser, 0, 90 - i), (ProcessMetrics.CpuSystem, 0, 5), (ProcessMetrics.Resident, 4 * GiB, (4 * GiB) - (i << 20)),
            (ProcessMetrics.Threads, 8, 8), (ProcessMetrics.Swapped, 0, 0), (ProcessMetrics.ReadBytes, 0, 1 << 20), (ProcessMetrics.WriteBytes, 0, 0))));
        return new TopData(
            run,
            Start + 2,
            new StoredTotals(1, Start + 2, totals),
            new StepReading { UnixSeconds = Start + 1.5, Step = 150, TotalSteps = 5000, Source = StepSource.Output, Epoch = 1, Loss = 0.123456, LearningRate = 3e-4, StepSeconds = 0.01 },
            subjects,
            [new StoredEvent(1, new RunEvent(Start, EventTypes.TrainingStart, new JsonObject { ["pid"] = 100 }), null), new StoredEvent(2, new RunEvent(Start + 1.2, EventTypes.CheckpointSaved, new JsonObject { ["text"] = "Saved\nto disk" }), 1)]);
    }

    private static TopSubject Subject(SubjectKind kind, string key, Dictionary<string, string> attributes, params (Metric Metric, long Before, long Now)[] values) =>
        new(
            new StoredSubject(1, kind, key, attributes, Start, Start + 2),
            new SeriesTable([(long)(Start * 1000) + 1000, (long)(Start * 1000) + 2000], values.ToDictionary(value => value.Metric.Name, value => new[] { value.Before, value.Now })));
}
