using System.Text;
using System.Text.Json;
using Vigil.Logs.Errors;
using Xunit.Abstractions;

namespace Vigil.Logs.Tests.Errors;

/// <summary>Judges the reader by real logs, which stand beside the repository and are not part of it.</summary>
public class LogCorpusTests(ITestOutputHelper output)
{
    private const double RightClass = 0.98;
    private const double RightMessage = 0.98;
    private const double RightStep = 0.95;

    [SkippableFact]
    public async Task Tells_the_cause_of_real_logs_and_is_silent_about_healthy_ones()
    {
        string? corpus = Find();
        Skip.If(corpus is null, "The corpus of real logs (shared/data/logs/train.jsonl beside the repository, or VIGIL_LOG_CORPUS) is not here.");

        var classes = new Tally();
        var messages = new Tally();
        var steps = new Tally();
        foreach (string line in File.ReadLines(corpus))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            JsonElement root = entry.RootElement;
            string label = root.GetProperty("labels")[0].GetString()!;
            LogReport report = await LogReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(root.GetProperty("text").GetString()!)), CancellationToken.None);

            bool isBenign = label is "healthy" or "deprecation_warning" or "gradient_scaler_overflow";
            LogFinding? told = isBenign ? report.Warnings.FirstOrDefault(warning => CauseClassNames.Of(warning.Class) == label) : report.Primary;
            string id = root.GetProperty("id").GetString()!;
            if (isBenign)
            {
                report.Findings.ShouldBeEmpty(id);
            }

            classes.Add(label == "healthy" || (told is not null && CauseClassNames.Of(told.Class) == label), $"{id}: {label}, told {told?.Class} {told?.Message}");
            if (root.GetProperty("expected_message").GetString() is { } message)
            {
                messages.Add(told?.Message == message.Trim(), $"{id}: {message}, told {told?.Message}");
                long? step = root.GetProperty("step_expected") is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
                steps.Add(told?.Step == step, $"{id}: step {step}, told {told?.Step}");
            }
        }

        foreach (string wrong in classes.Wrong.Concat(messages.Wrong).Concat(steps.Wrong))
        {
            output.WriteLine(wrong);
        }

        classes.Share.ShouldBeGreaterThanOrEqualTo(RightClass);
        messages.Share.ShouldBeGreaterThanOrEqualTo(RightMessage);
        steps.Share.ShouldBeGreaterThanOrEqualTo(RightStep);
    }

    private static string? Find()
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

    private sealed class Tally
    {
        private int _right;

        public List<string> Wrong { get; } = [];

        public double Share => (double)_right / (_right + Wrong.Count);

        public void Add(bool isRight, string what)
        {
            _right += isRight ? 1 : 0;
            if (!isRight)
            {
                Wrong.Add(what);
            }
        }
    }
}
