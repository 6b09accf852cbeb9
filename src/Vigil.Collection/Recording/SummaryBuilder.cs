using System.Text.Json.Nodes;
using Vigil.Collection.Sampling;
using Vigil.Collection.Launch;
using Vigil.Collection.Recording.Scores;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording;

/// <summary>
/// Keeps score over the samples of a run for its summary: peaks with who held them, means, totals. Bounded memory,
/// nothing allocated per sample unless a new peak is reached.
/// </summary>
/// <param name="countsFromStart">
/// True when the program was started under Vigil: a process' counters then count from zero. False when attached: what
/// was done before does not count.
/// </param>
internal sealed class SummaryBuilder(bool countsFromStart) : IFrameObserver
{
    private readonly Dictionary<string, GpuScore> _gpus = [];
    private readonly MemoryScore _memory = new();
    private readonly RecorderScore _recorder = new();
    private double _cpuPercentSeconds;
    private double _cpuSeconds;
    private double _seconds;
    private double _treeCpuSeconds;
    private double _readBytes;
    private double _writtenBytes;
    private int _processPeak;
    private int _workerPeak;

    public void Observe(SampleFrame frame, IEventSink events)
    {
        SampleTotals totals = frame.Totals;
        _seconds += frame.ElapsedSeconds;
        if (totals.CpuPercent is { } cpu)
        {
            _cpuPercentSeconds += cpu * frame.ElapsedSeconds;
            _cpuSeconds += frame.ElapsedSeconds;
        }

        _memory.Observe(frame, _seconds);
        _processPeak = Math.Max(_processPeak, totals.ProcessCount);
        _workerPeak = Math.Max(_workerPeak, totals.WorkerCount);
        IReadOnlyList<Subject> subjects = frame.Subjects;
        for (int i = 0; i < subjects.Count; i++)
        {
            Subject subject = subjects[i];
            switch (subject.Kind)
            {
                case SubjectKind.Process:
                    AddProcess(subject);
                    break;
                case SubjectKind.Gpu:
                    AddGpu(subject, frame.ElapsedSeconds);
                    break;
                case SubjectKind.Recorder:
                    _recorder.Observe(subject, _seconds);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The summary as it is stored and printed. Shape: docs/summary.md; a contract.</summary>
    /// <remarks>
    /// What the kernel says of the ended program completes what samples show: they miss its last moments, and all of a
    /// program that ends within one interval.
    /// </remarks>
    public JsonObject Build(RunStart start, RunOutcome outcome, ProgramExit? exit, StepRecorder steps, RunJournal journal, IReadOnlyDictionary<string, (TimeSpan Spent, long Failures)> collectors)
    {
        double duration = Math.Max(0, outcome.EndedAt - start.StartedAt);
        return new JsonObject
        {
            ["duration_seconds"] = Math.Round(duration, 3),
            ["exit_code"] = outcome.ExitCode,
            ["signal"] = outcome.Signal,
            ["cause"] = EnumNames.ToSnakeCase(outcome.Cause),
            ["explanation"] = outcome.Explanation,
            ["steps"] = Steps(steps),
            ["memory"] = _memory.ToJson(exit, _recorder.PeakBytes),
            ["gpus"] = new JsonArray([.. _gpus.Values.Select(gpu => (JsonNode)gpu.ToJson())]),
            ["cpu"] = new JsonObject
            {
                ["mean_percent"] = _cpuSeconds > 0 ? Math.Round(_cpuPercentSeconds / _cpuSeconds, 1) : null,
                ["program_seconds"] = Math.Round(Math.Max(_treeCpuSeconds, exit is null ? 0 : (exit.UserTime + exit.SystemTime).TotalSeconds), 2),
            },
            ["io"] = new JsonObject
            {
                ["read_bytes"] = (long)_readBytes,
                ["written_bytes"] = (long)_writtenBytes,
            },
            ["processes"] = new JsonObject
            {
                ["peak"] = _processPeak,
                ["workers_peak"] = _workerPeak,
                ["started"] = _recorder.Count(RecorderMetrics.ProcessStarts),
                ["short_lived"] = _recorder.Count(RecorderMetrics.ShortLived),
            },
            ["events"] = new JsonObject(journal.Counts()
                .OrderBy(count => count.Key, StringComparer.Ordinal)
                .Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))),
            ["recorder"] = _recorder.ToJson(journal.Statistics, collectors),
        };
    }

    private static JsonObject Steps(StepRecorder steps)
    {
        var json = new JsonObject { ["count"] = steps.Count };
        if (steps is { First: { } first, Last: { } last, Latest: { } latest })
        {
            double span = last.UnixSeconds - first.UnixSeconds;
            json["first"] = first.Step;
            json["last"] = last.Step;
            json["total"] = latest.TotalSteps;
            json["epoch"] = Finite(latest.Epoch);
            json["loss"] = Finite(latest.Loss);
            json["generator_loss"] = Finite(latest.GeneratorLoss);
            json["discriminator_loss"] = Finite(latest.DiscriminatorLoss);
            json["steps_per_second"] = span > 0 && last.Step > first.Step ? Math.Round((last.Step - first.Step) / span, 4) : null;
            json["source"] = EnumNames.ToSnakeCase(last.Source);
        }

        return json;
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private void AddProcess(Subject process)
    {
        _treeCpuSeconds += Growth(process, ProcessMetrics.CpuUser) + Growth(process, ProcessMetrics.CpuSystem);
        _readBytes += Growth(process, ProcessMetrics.ReadBytes);
        _writtenBytes += Growth(process, ProcessMetrics.WriteBytes);
    }

    private double Growth(Subject process, Metric counter)
    {
        bool first = process.Previous[counter.Index] == Reading.NotAvailable;
        return first ? countsFromStart ? process.Value(counter) ?? 0 : 0 : process.Delta(counter) ?? 0;
    }

    private void AddGpu(Subject gpu, double seconds)
    {
        if (!_gpus.TryGetValue(gpu.Key, out GpuScore? score))
        {
            _gpus[gpu.Key] = score = new GpuScore(gpu);
        }

        score.Add(gpu, seconds);
    }
}
