using System.Buffers;
using System.Text.Json.Nodes;
using Vigil.Core.Events;

namespace Vigil.Logs.Progress;

/// <summary>
/// Lines that tell of an event: one row per form of words. A row may name words that the line must hold too, and says
/// whether a number behind the mark is the step.
/// </summary>
internal static class TrainingEventLines
{
    private const int KeptText = 512;

    private static readonly Row[] s_rows =
    [
        new(EventTypes.BatchSizeChange, "Reducing to batch="),
        new(EventTypes.BatchSizeChange, "Reducing batch size to "),
        new(EventTypes.CudaOom, "CUDA out of memory"),
        new(EventTypes.CudaOom, "CUDA error: out of memory"),
        new(EventTypes.CudaOom, "HIP out of memory"),
        new(EventTypes.CudaOom, "XPU out of memory"),
        new(EventTypes.CudaOom, "MPS backend out of memory"),
        new(EventTypes.CudaOom, "HIP error: out of memory"),
        new(EventTypes.CudaOom, "RESOURCE_EXHAUSTED: Out of memory"),
        new(EventTypes.CudaOom, "CUDA_ERROR_OUT_OF_MEMORY"),
        new(EventTypes.CudaOom, "_STATUS_ALLOC_FAILED"),
        new(EventTypes.CudaOom, "OOM when allocating tensor", "GPU"),
        new(EventTypes.CudaOom, "OOM during training step"),
        new(EventTypes.CudaOom, "No executable batch size found"),
        new(EventTypes.CheckpointSaved, "Saving at step ", IsStep: true),
        new(EventTypes.CheckpointSaved, "Saving model checkpoint to"),
        new(EventTypes.CheckpointSaved, "saved checkpoint"),
        new(EventTypes.CheckpointSaved, "Saving checkpoint"),
        new(EventTypes.CheckpointSaved, "checkpoint saved"),
        new(EventTypes.CheckpointSaved, "Saved state to"),
        new(EventTypes.CheckpointSaved, "Saving current state to"),
        new(EventTypes.CheckpointSaved, "Saving model to"),
        new(EventTypes.CheckpointSaved, "Saved model to"),
        new(EventTypes.CheckpointSaved, "Saving model at"),
        new(EventTypes.CheckpointSaved, "Model checkpoint of size"),
        new(EventTypes.ResumedFrom, "IMPORTANT RESUMING FROM"),
        new(EventTypes.ResumedFrom, "Resuming from"),
        new(EventTypes.ResumedFrom, "Resuming training from"),
        new(EventTypes.ResumedFrom, "Restored all states from"),
        new(EventTypes.ResumedFrom, "Restoring states from"),
        new(EventTypes.ResumedFrom, "Continuing training from"),
        new(EventTypes.ResumedFrom, "successfully loaded checkpoint from"),
        new(EventTypes.ResumedFrom, "Resumed from"),
        new(EventTypes.ResumedFrom, "Starting training from iteration ", IsStep: true, OnlyBeyondZero: true),
        new(EventTypes.Nan, "found NaN in local forward loss"),
        new(EventTypes.Nan, "Invalid loss, terminating training"),
        new(EventTypes.Nan, "loss is nan"),
        new(EventTypes.Nan, "Current loss scale already at minimum"),
        new(EventTypes.SamplingStart, "Generating baseline samples"),
        new(EventTypes.SamplingStart, "Generating samples"),
        new(EventTypes.SamplingStart, "Generating sample images"),
        new(EventTypes.SamplingStart, "Sampling at step ", IsStep: true),
        new(EventTypes.SamplingStart, "Sampling images"),
        new(EventTypes.SamplingEnd, "Sampled ", "image"),
        new(EventTypes.SamplingEnd, "Saved samples to"),
        new(EventTypes.SamplingEnd, "Samples saved to"),
        new(EventTypes.SamplingEnd, "Finished sampling"),
    ];

    /// <summary>Of each mark above, a part: a line without any holds no event.</summary>
    private static readonly SearchValues<string> s_signs = SearchValues.Create(
        ["out of memory", "out_of_memory", "oom ", "alloc_failed", "reducing ", "saving ", "saved", "resum", "states from", "training from",
         "checkpoint", " nan", "invalid loss", "loss scale", "no executable batch", "generating ", "sampling", "sampled "],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Passes every event that the line tells of to <paramref name="emit"/>.</summary>
    public static void Read(ReadOnlySpan<char> line, Action<string, JsonObject, long?> emit)
    {
        if (!line.ContainsAny(s_signs))
        {
            return;
        }

        string? previous = null;
        foreach (Row row in s_rows)
        {
            int at = line.IndexOf(row.Mark, StringComparison.OrdinalIgnoreCase);
            if (at < 0 || row.Type == previous || (row.Also is not null && !line.Contains(row.Also, StringComparison.Ordinal)) || IsSourceCode(line))
            {
                continue;
            }

            long? step = row.IsStep ? NumberAfter(line, at + row.Mark.Length) : null;
            if (row.OnlyBeyondZero && step is null or 0)
            {
                continue;
            }

            previous = row.Type;
            var details = new JsonObject { ["text"] = Shorten(line) };
            if (row.Type == EventTypes.BatchSizeChange)
            {
                details["to"] = NumberAfter(line, at + row.Mark.Length);
                int from = line.IndexOf("with batch=", StringComparison.OrdinalIgnoreCase);
                details["from"] = from < 0 ? null : NumberAfter(line, from + "with batch=".Length);
            }

            emit(row.Type, details, step);
        }
    }

    /// <summary>The line as kept in an event: trimmed, at most 512 characters.</summary>
    public static string Shorten(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        return (line.Length > KeptText ? line[..KeptText] : line).ToString();
    }

    /// <summary>Tracebacks quote source: the words stand there without anything having happened.</summary>
    private static bool IsSourceCode(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> text = line.TrimStart();
        return text.StartsWith("print(", StringComparison.Ordinal) || text.StartsWith("logger.", StringComparison.Ordinal)
            || text.StartsWith("raise ", StringComparison.Ordinal) || text.StartsWith("if ", StringComparison.Ordinal);
    }

    private static long? NumberAfter(ReadOnlySpan<char> line, int start)
    {
        int digits = NumberToken.Digits(line[start..]);
        return long.TryParse(line.Slice(start, digits), out long number) ? number : null;
    }

    private sealed record Row(string Type, string Mark, string? Also = null, bool IsStep = false, bool OnlyBeyondZero = false);
}
