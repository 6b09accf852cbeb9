using System.Text;
using System.Text.Json;
using Vigil.Logs.Progress;
using Xunit.Abstractions;

using Vigil.Testing;

using Vigil.Logs.Lines;

namespace Vigil.Logs.Tests.Progress;

/// <summary>Judges the reader by real logs, which stand beside the repository and are not part of it.</summary>
public class CorpusTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Reads_the_step_of_real_logs()
    {
        string? corpus = FindCorpus();
        Skip.If(corpus is null, "The corpus of real logs (shared/data/logs/train.jsonl beside the repository, or VIGIL_LOG_CORPUS) is not here.");

        int total = 0;
        int right = 0;
        foreach (string line in File.ReadLines(corpus))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            long? expected = entry.RootElement.GetProperty("step_expected") is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
            long? found = LastNumber(entry.RootElement.GetProperty("text").GetString()!, entry.RootElement.GetProperty("expected_message").GetString());
            total++;
            right += found == expected ? 1 : 0;
            if (found != expected)
            {
                output.WriteLine($"{entry.RootElement.GetProperty("id").GetString()}: expected {expected}, read {found}");
            }
        }

        output.WriteLine($"{right} of {total}");
        ((double)right / total).ShouldBeGreaterThanOrEqualTo(0.95);
    }

    private static long? LastNumber(string text, string? message)
    {
        var tracker = new StepTracker(new CollectedTraining());
        var splitter = new OutputLineSplitter();
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text + "\n");
        while (splitter.TryReadLine(ref rest, out ReadOnlySpan<char> line))
        {
            tracker.Read(line, splitter.LineNumber, 0);
            if (message is not null && line.Contains(message.AsSpan().Trim(), StringComparison.Ordinal))
            {
                break;
            }
        }

        return tracker.LatestNumber;
    }

    private static string? FindCorpus()
    {
        if (Environment.GetEnvironmentVariable("VIGIL_LOG_CORPUS") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : null;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "data", "logs", "train.jsonl");
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
