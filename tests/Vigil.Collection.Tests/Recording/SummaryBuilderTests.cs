using Vigil.Collection.Sampling;
using System.Text.Json.Nodes;
using Vigil.Collection.Recording;
using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Testing;

namespace Vigil.Collection.Tests.Recording;

public class SummaryBuilderTests
{
    [Fact]
    public void Tells_the_peak_and_whose_it_was()
    {
        var builder = new SummaryBuilder(countsFromStart: true);
        Subject system = MachineSubjects.System(100, 90);
        Subject main = MachineSubjects.Process(1);
        Subject worker = MachineSubjects.Process(2, ProcessRoles.Worker, "pt_data_worker");
        Scenario scenario = new Scenario(builder).With(system, main, worker);
        foreach ((int used, int mainBytes, int workerBytes) in new[] { (10, 5, 1), (80, 20, 50), (30, 25, 1) })
        {
            scenario.Tick(() =>
            {
                system.Set(SystemMetrics.MemoryUsed, used);
                main.Set(ProcessMetrics.Resident, mainBytes);
                worker.Set(ProcessMetrics.Resident, workerBytes);
            });
        }

        JsonNode memory = Build(builder)["memory"]!;

        memory["peak_bytes"]!.GetValue<long>().ShouldBe(80);
        memory["peak_at_seconds"]!.GetValue<double>().ShouldBe(1);
        memory["program"]!["peak_bytes"]!.GetValue<long>().ShouldBe(70);
        memory["program"]!["largest_process"]!.ToJsonString().ShouldBe("""{"pid":2,"name":"pt_data_worker","role":"worker","bytes":50}""");
    }

    [Theory]
    [InlineData(true, 70)]
    [InlineData(false, 20)]
    public void Counters_of_a_process_count_from_its_start_unless_attached(bool countsFromStart, long expected)
    {
        var builder = new SummaryBuilder(countsFromStart);
        Subject process = MachineSubjects.Process(1);
        Scenario scenario = new Scenario(builder).With(process);
        scenario.Tick(() => process.Set(ProcessMetrics.ReadBytes, 50));
        scenario.Tick(() => process.Grow(ProcessMetrics.ReadBytes, 20));

        Build(builder)["io"]!["read_bytes"]!.GetValue<long>().ShouldBe(expected);
    }

    [Fact]
    public void What_was_never_read_is_null_and_not_zero()
    {
        var builder = new SummaryBuilder(countsFromStart: true);
        new Scenario(builder).With(MachineSubjects.Gpu("GPU-1", 0)).Tick().Tick();

        JsonObject summary = Build(builder);

        summary["cpu"]!["mean_percent"].ShouldBeNull();
        JsonNode gpu = summary["gpus"]![0]!;
        (gpu["utilization_mean_percent"] ?? gpu["power_mean_watts"] ?? gpu["memory_peak_bytes"] ?? gpu["temperature_max_celsius"]).ShouldBeNull();
    }

    [Fact]
    public void Power_is_averaged_where_it_was_read_though_utilisation_was_not()
    {
        var builder = new SummaryBuilder(countsFromStart: true);
        Subject gpu = MachineSubjects.Gpu("GPU-1", 0);
        new Scenario(builder).With(gpu).Tick().Tick(() => gpu.Set(GpuMetrics.Power, 3000)).Tick(() => gpu.Set(GpuMetrics.Power, 1000));

        Build(builder)["gpus"]![0]!["power_mean_watts"]!.GetValue<double>().ShouldBe(200);
    }

    [Fact]
    public void A_journal_keeps_the_first_and_latest_events_and_counts_all()
    {
        var store = new MemoryRunWriter();
        var journal = new RunJournal(store);
        for (int i = 0; i < 1000; i++)
        {
            journal.Emit(new RunEvent(i, EventTypes.SwapPressure));
        }

        IReadOnlyList<RunEvent> kept = journal.Events(EventTypes.SwapPressure);
        (kept.Count, kept[0].UnixSeconds, kept[31].UnixSeconds, kept[32].UnixSeconds, kept[63].UnixSeconds).ShouldBe((64, 0, 31, 968, 999));
        journal.Counts()[EventTypes.SwapPressure].ShouldBe(1000);
        store.Events.Count.ShouldBe(1000);
    }

    [Fact]
    public void A_loss_that_is_no_number_makes_one_event_though_another_loss_is_sound()
    {
        var store = new MemoryRunWriter();
        using var steps = new StepRecorder(store, []);
        for (int step = 1; step <= 6; step++)
        {
            double? generator = step % 2 == 0 ? double.NaN : null;
            steps.Take(new StepReading { UnixSeconds = step, Step = step, Source = StepSource.Client, GeneratorLoss = generator, DiscriminatorLoss = generator is null ? 1 : null });
        }

        steps.Poll(7);

        store.Of(EventTypes.Nan).Single().Details!["step"]!.GetValue<long>().ShouldBe(2);
        store.Steps.Count.ShouldBe(6);
    }

    [Fact]
    public void Every_member_stands_in_the_page_on_the_summary()
    {
        var builder = new SummaryBuilder(countsFromStart: true);
        Subject process = MachineSubjects.Process(1);
        new Scenario(builder).With(MachineSubjects.System(100, 90), process, MachineSubjects.Gpu("GPU-1", 0))
            .Tick(() => process.Set(ProcessMetrics.Resident, 5)).Tick();

        JsonObject summary = Build(builder, new StepReading { UnixSeconds = 11, Step = 1, Source = StepSource.Output, Loss = 1 });

        string page = File.ReadAllText(Repository.At("docs/summary.md"));
        string[] members = [.. Members(summary)];
        members.Length.ShouldBeGreaterThan(50);
        members.Where(member => !page.Contains($"`{member}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>Names of all members, those left out that are names of something else: events, collectors.</summary>
    private static IEnumerable<string> Members(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key is "events" or "collectors" ? [member.Key] : Members(member.Value).Prepend(member.Key)),
        JsonArray items => items.SelectMany(Members),
        _ => [],
    };

    private static JsonObject Build(SummaryBuilder builder, params StepReading[] readings)
    {
        var journal = new RunJournal(new MemoryRunWriter());
        using var steps = new StepRecorder(journal, []);
        foreach (StepReading reading in readings)
        {
            steps.Take(reading);
        }

        steps.Poll(0);
        var start = new RunStart
        {
            Id = "a",
            Name = "a",
            Command = ["a"],
            WorkingDirectory = "/",
            StartedAt = 10,
            SampleIntervalSeconds = 1,
            Recorder = new RecorderIdentity("host", "", 1, 1),
        };
        return builder.Build(
            start,
            new RunOutcome { State = RunState.Finished, EndedAt = 20, Cause = EndCause.Success },
            exit: null,
            steps,
            journal,
            new Dictionary<string, (TimeSpan, long)>());
    }
}
