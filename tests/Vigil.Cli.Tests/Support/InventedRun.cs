using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Cli.Tests.Support;

/// <summary>
/// A training on one GPU with four workers that leak until the kernel kills one: recorded second by second as the recorder
/// would, the same every time.
/// </summary>
internal sealed class InventedRun(int seconds)
{
    public const string Id = "ddddddd5";

    /// <summary>2026-01-02 00:00:00 UTC.</summary>
    public const long Start = 1_767_312_000;

    private const long GiB = 1L << 30;
    private const int Workers = 4;

    private readonly SampleFrame _frame = new();
    private readonly Subject _system = new(SubjectKind.System, "machine");
    private readonly Subject _cgroup = new(SubjectKind.Cgroup, "/job");
    private readonly Subject _disk = new(SubjectKind.Disk, "nvme0n1");
    private readonly Subject _network = new(SubjectKind.Network, "eth0");
    private readonly Subject _gpu = new(SubjectKind.Gpu, "GPU-1", new Dictionary<string, string> { [SubjectAttributes.Index] = "0", [SubjectAttributes.Model] = "Model X" });
    private readonly Subject[] _processes = [.. Enumerable.Range(0, Workers + 1).Select(Process)];
    private readonly double[] _totals = new double[4];

    public async Task RecordAsync(IRunStore store)
    {
        await using IRunWriter writer = store.Begin(new RunStart
        {
            Id = Id,
            Name = "flux-lora",
            Command = ["python3", "run.py", "config/train_lora.yaml"],
            WorkingDirectory = "/home/user/project",
            StartedAt = Start,
            SampleIntervalSeconds = 1,
            Recorder = new RecorderIdentity("another-machine", "", 1, 1),
        });
        foreach (Subject subject in new[] { _system, _cgroup, _gpu, _disk, _network }.Concat(_processes))
        {
            _frame.Add(subject);
        }

        writer.Emit(new RunEvent(Start, EventTypes.TrainingStart, new JsonObject { ["pid"] = 4000 }));
        for (int second = 0; second <= seconds; second++)
        {
            Sample(second);
            writer.Write(_frame);
            Train(writer, second);
            while (writer.Statistics.PendingBytes > 4 << 20)
            {
                await Task.Delay(5);
            }
        }

        writer.Emit(new RunEvent(Start + seconds, EventTypes.CgroupOom, new JsonObject { ["pid"] = 4001, ["name"] = "python3", ["limit_bytes"] = 64 * GiB }));
        string log = "Traceback (most recent call last):\n  File \"run.py\", line 90, in <module>\n    main()\nRuntimeError: DataLoader worker (pid 4001) is killed by signal: Killed. \n";
        writer.WriteOutput(OutputStream.Error, Encoding.UTF8.GetBytes(log), (Start + seconds) * 1000L);
        await writer.CompleteAsync(
            new RunOutcome { State = RunState.Finished, EndedAt = Start + seconds, ExitCode = 1, Cause = EndCause.CgroupOom, Explanation = "The kernel killed python3 (4001): its control group reached its limit of 64.0 GiB; the program ended with exit code 1." },
            new JsonObject { ["duration_seconds"] = (double)seconds, ["steps"] = new JsonObject { ["count"] = seconds / 2, ["last"] = seconds / 2, ["total"] = seconds } },
            TimeSpan.FromSeconds(60));
    }

    private static Subject Process(int index) => new(SubjectKind.Process, string.Create(CultureInfo.InvariantCulture, $"{4000 + index}:1"), new Dictionary<string, string>
    {
        [SubjectAttributes.Pid] = (4000 + index).ToString(CultureInfo.InvariantCulture),
        [SubjectAttributes.Name] = "python3",
        [SubjectAttributes.Role] = index == 0 ? ProcessRoles.Main : ProcessRoles.Worker,
    });

    /// <summary>Between 0 and 1, scattered, the same every time.</summary>
    private static double Noise(long seed) => ((seed * 7919 + (seed / 13 * 104729)) % 1009 + 1009) % 1009 / 1009.0;

    private static void Set(Subject subject, Metric metric, double value) => subject.Values[metric.Index] = (long)Math.Round(value / metric.Scale);

    private void Sample(int second)
    {
        double way = (double)second / seconds;
        _frame.Begin((Start + second) * 1000L, second == 0 ? 0 : 1);
        double main = (6 + Math.Min(4, second / 10.0) + (0.3 * Noise(second))) * GiB;
        double workers = 0;
        for (int i = 0; i <= Workers; i++)
        {
            double held = i == 0 ? main : (2 + (10.6 * way) + (0.5 * Noise(second + (i * 37)))) * GiB;
            workers += i == 0 ? 0 : held;
            Set(_processes[i], ProcessMetrics.Resident, held);
            Set(_processes[i], ProcessMetrics.CpuUser, second * (i == 0 ? 0.9 : 0.6));
            Set(_processes[i], ProcessMetrics.CpuSystem, second * 0.05);
        }

        double busy = 0.45 + (0.2 * Noise(second * 3));
        double waiting = 0.02 + (second % 300 < 20 ? 0.3 : 0);
        _totals[0] += busy * 16;
        _totals[1] += waiting * 16;
        _totals[2] += ((second % 300 < 20 ? 900 : 60) + (40 * Noise(second))) * (1 << 20);
        _totals[3] += second % 600 == 599 ? 3.0 * GiB : 200_000;
        double used = main + workers + (1.5 * GiB);
        Set(_system, SystemMetrics.CpuUser, _totals[0]);
        Set(_system, SystemMetrics.CpuSystem, 0);
        Set(_system, SystemMetrics.CpuIoWait, _totals[1]);
        Set(_system, SystemMetrics.CpuIdle, (second * 16) - _totals[0] - _totals[1]);
        Set(_system, SystemMetrics.CpuCount, 16);
        Set(_system, SystemMetrics.MemoryTotal, 128 * GiB);
        Set(_system, SystemMetrics.MemoryUsed, used);
        Set(_system, SystemMetrics.MemoryAvailable, (128 * GiB) - used);
        Set(_cgroup, CgroupMetrics.MemoryLimit, 64 * GiB);
        Set(_cgroup, CgroupMetrics.MemoryUsage, main + workers);
        Set(_cgroup, CgroupMetrics.MemoryWorkingSet, main + workers);
        Set(_disk, DiskMetrics.ReadBytes, _totals[2]);
        Set(_disk, DiskMetrics.WriteBytes, _totals[3]);
        Set(_network, NetworkMetrics.ReceivedBytes, second * 20_000.0);
        Set(_network, NetworkMetrics.SentBytes, second * 4_000.0);
        double utilization = second < 15 ? 0 : second % 300 < 20 ? 35 : 92 + (6 * Noise(second));
        Set(_gpu, GpuMetrics.Utilization, utilization);
        Set(_gpu, GpuMetrics.MemoryUsed, (second < 15 ? 0.5 : 19.4) * GiB);
        Set(_gpu, GpuMetrics.MemoryTotal, 24 * GiB);
        Set(_gpu, GpuMetrics.Temperature, 45 + Math.Min(31, second / 4.0));
        _frame.Totals = new SampleTotals
        {
            MemoryTotalBytes = 64 * GiB,
            MemoryUsedBytes = (long)(main + workers),
            MemoryAvailableBytes = (64 * GiB) - (long)(main + workers),
            SwapUsedBytes = 0,
            MainProcessBytes = (long)main,
            WorkerBytes = (long)workers,
            WorkerCount = Workers,
            GpuMemoryUsedBytes = (long)((second < 15 ? 0.5 : 19.4) * GiB),
            GpuMemoryTotalBytes = 24 * GiB,
            GpuUtilizationPercent = utilization,
            CpuPercent = second == 0 ? null : busy * 100,
        };
    }

    private void Train(IRunWriter writer, int second)
    {
        if (second < 16 || second % 2 != 0)
        {
            return;
        }

        int step = second / 2;
        double loss = 0.4 + (2.2 * Math.Exp(-second / (seconds / 5.0))) + (0.1 * Noise(step));
        double rate = 1e-4 * Math.Min(1, step / 50.0);
        writer.Write(new StepReading
        {
            UnixSeconds = Start + second,
            Step = step,
            Source = StepSource.Output,
            TotalSteps = seconds,
            Loss = loss,
            LearningRate = rate,
            GradientNorm = 0.8 + Noise(step * 5),
            BatchSize = 4,
            StepSeconds = second % 300 < 20 ? 3.1 : 1.9 + (0.1 * Noise(step)),
        });
        writer.WriteOutput(OutputStream.Output, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"step={step} loss={loss:0.0000} lr={rate:0.0e+0}\n")), (Start + second) * 1000L);
        if (step % 300 == 299)
        {
            writer.Emit(new RunEvent(Start + second, EventTypes.CheckpointSaved, new JsonObject { ["step"] = step }));
        }
    }
}
