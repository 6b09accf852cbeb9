using System.Text;
using System.Text.Json.Nodes;
using Vigil.Cli.Output;
using Vigil.Core.Runs;
using Vigil.Testing;

namespace Vigil.Cli.Tests.Output;

public class SummaryTextTests
{
    private const long GiB = 1L << 30;

    [Fact]
    public void Summaries_are_the_golden_ones()
    {
        var text = new StringBuilder();
        foreach ((string title, EndCause cause, string explanation, JsonObject? summary) in Summaries())
        {
            text.Append("== ").Append(title).Append(" ==\n");
            foreach (string line in Lines(cause, explanation, summary))
            {
                text.Append(line).Append('\n');
            }

            text.Append('\n');
        }

        GoldenFile.ShouldHold("tests/Vigil.Cli.Tests/Golden/summaries.txt", text.ToString());
    }

    [Fact]
    public void No_line_is_longer_than_80_columns() =>
        Summaries().SelectMany(summary => Lines(summary.Cause, summary.Explanation, summary.Summary)).ShouldAllBe(line => line.Length <= 80);

    /// <summary>As <c>vigil run</c> prints them.</summary>
    private static IEnumerable<string> Lines(EndCause cause, string explanation, JsonObject? summary)
    {
        var start = new RunStart
        {
            Id = "k3v7m2pa", Name = "train a model\nwith a name on two lines that goes on for longer than any terminal is wide, and then some more",
            Command = ["train"], WorkingDirectory = "/", StartedAt = 1000, SampleIntervalSeconds = 1, Recorder = new RecorderIdentity("", "", 0, 0),
        };
        var outcome = new RunOutcome { State = RunState.Finished, EndedAt = 4725, Cause = cause, Explanation = explanation };
        return SummaryText.Lines(start, outcome, summary).SelectMany(line => SummaryText.Fold(line.Label, line.Text)).Select(line => "vigil: " + line);
    }

    private static IEnumerable<(string Title, EndCause Cause, string Explanation, JsonObject? Summary)> Summaries() =>
    [
        ("healthy, with workers and two GPUs", EndCause.Success, "The program ended with exit code 0.", Healthy()),
        ("out of memory in a control group", EndCause.CgroupOom, "The kernel killed process 4711 (pt_data_worker) because its control group reached its memory limit [kernel log].", OutOfMemory()),
        ("no steps", EndCause.Error, "The program ended with exit code 1.", With(Healthy(), "steps", new JsonObject { ["count"] = 0 })),
        ("things dropped", EndCause.Interrupted, "Interrupted (SIGINT, which was sent to Vigil and passed on).", Dropped()),
        ("nothing known but the end", EndCause.NotStarted, "no-such-program: not found.", null),
        ("an empty summary", EndCause.Unknown, "The program is gone; its exit code is not known.", []),
    ];

    private static JsonObject Healthy() => new()
    {
        ["steps"] = new JsonObject { ["count"] = 5000, ["last"] = 5000, ["total"] = 5000, ["epoch"] = 10.0, ["loss"] = 0.012345678, ["generator_loss"] = 1.5, ["discriminator_loss"] = 0.7, ["steps_per_second"] = 1.3456 },
        ["memory"] = new JsonObject
        {
            ["total_bytes"] = 64 * GiB, ["peak_bytes"] = 48 * GiB, ["peak_at_seconds"] = 1800.5, ["swap_peak_bytes"] = 0,
            ["program"] = new JsonObject
            {
                ["peak_bytes"] = 42 * GiB, ["peak_at_seconds"] = 1802.5, ["main_bytes"] = 12 * GiB, ["worker_bytes"] = 30 * GiB, ["worker_count"] = 8,
                ["largest_process"] = new JsonObject { ["pid"] = 4242, ["name"] = "python3", ["role"] = "main", ["bytes"] = 12 * GiB },
                ["largest_resident_bytes"] = 43 * GiB,
            },
        },
        ["cpu"] = new JsonObject { ["mean_percent"] = 61.3, ["program_seconds"] = 7100.5 },
        ["gpus"] = new JsonArray(Gpu(0), Gpu(1)),
        ["io"] = new JsonObject { ["read_bytes"] = 120 * GiB, ["written_bytes"] = 3 * GiB },
        ["processes"] = new JsonObject { ["peak"] = 11, ["workers_peak"] = 8, ["started"] = 14, ["short_lived"] = 2 },
        ["events"] = new JsonObject { ["checkpoint_saved"] = 10, ["training_start"] = 1, ["training_end"] = 1, ["worker_start"] = 8 },
        ["recorder"] = new JsonObject { ["samples"] = 3725, ["cpu_seconds"] = 3.02, ["cpu_percent_of_core"] = 0.081, ["cpu_percent_of_core_after_start"] = 0.0612, ["memory_peak_bytes"] = 44L << 20, ["dropped_samples"] = 0 },
    };

    private static JsonObject Gpu(int index) => new()
    {
        ["index"] = $"{index}", ["model"] = "Accelerator 9000 with a long product name", ["utilization_mean_percent"] = 91.2, ["memory_peak_bytes"] = 70 * GiB,
        ["memory_total_bytes"] = 80 * GiB, ["temperature_max_celsius"] = 71.0, ["power_mean_watts"] = 412.3,
    };

    private static JsonObject OutOfMemory()
    {
        JsonObject summary = Healthy();
        summary["memory"]!["swap_peak_bytes"] = 2 * GiB;
        summary["memory"]!["peak_bytes"] = 64 * GiB;
        summary["events"] = new JsonObject { ["memory_pressure"] = 2, ["oom_cgroup"] = 1, ["swap_pressure"] = 1, ["worker_exit"] = 1 };
        return With(summary, "gpus", new JsonArray());
    }

    private static JsonObject Dropped() => With(Healthy(), "recorder", new JsonObject
    {
        ["samples"] = 3725, ["cpu_seconds"] = 0.3, ["cpu_percent_of_core"] = null, ["memory_peak_bytes"] = 44L << 20, ["dropped_samples"] = 12, ["dropped_steps"] = 3400,
        ["dropped_events"] = 1, ["dropped_log_bytes"] = 5L << 20, ["error"] = "The database '/data/vigil.db' cannot be written: the disk is full.",
    });

    private static JsonObject With(JsonObject summary, string key, JsonNode value)
    {
        summary[key] = value;
        return summary;
    }
}
