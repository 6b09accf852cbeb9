using System.Text.Json.Nodes;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Comparison;

/// <summary>The few figures of a run that its history is told by; null where not known. From its summary: no series is read.</summary>
public sealed record RunFigures
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>When it started, seconds since the Unix epoch.</summary>
    public required double StartedAt { get; init; }

    /// <summary>Mean time of a step, seconds.</summary>
    public double? StepSeconds { get; init; }

    /// <summary>Highest memory in use on the machine, or in the container, bytes.</summary>
    public double? MemoryPeakBytes { get; init; }

    /// <summary>Highest memory of the program, bytes.</summary>
    public double? ProgramMemoryPeakBytes { get; init; }

    /// <summary>Highest memory of all GPUs together, bytes; the sum of their peaks.</summary>
    public double? GpuMemoryPeakBytes { get; init; }

    /// <summary>Bytes written to disks: the most that the run may have added to them.</summary>
    public double? WrittenBytes { get; init; }

    /// <summary>Time from start to end, seconds.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>The latest loss.</summary>
    public double? FinalLoss { get; init; }

    /// <summary>True when it ended with success: only such a run tells how long one takes.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>The figures of a run.</summary>
    public static RunFigures Of(RunRecord run)
    {
        JsonObject? summary = run.Summary;
        double[] gpus = summary?["gpus"] is JsonArray array ? [.. array.Select(gpu => JsonFigures.Number(gpu?["memory_peak_bytes"])).OfType<double>()] : [];
        return new RunFigures
        {
            RunId = run.Start.Id,
            StartedAt = run.Start.StartedAt,
            StepSeconds = JsonFigures.Number(summary?["steps"]?["steps_per_second"]) is > 0 and var rate ? 1 / rate : null,
            MemoryPeakBytes = JsonFigures.Number(summary?["memory"]?["peak_bytes"]),
            ProgramMemoryPeakBytes = JsonFigures.Number(summary?["memory"]?["program"]?["peak_bytes"]),
            GpuMemoryPeakBytes = gpus.Length > 0 ? gpus.Sum() : null,
            WrittenBytes = JsonFigures.Number(summary?["io"]?["written_bytes"]),
            DurationSeconds = run.Outcome is { } outcome ? outcome.EndedAt - run.Start.StartedAt : null,
            FinalLoss = JsonFigures.Number(summary?["steps"]?["loss"]),
            Succeeded = run.Outcome?.Cause == EndCause.Success,
        };
    }
}
