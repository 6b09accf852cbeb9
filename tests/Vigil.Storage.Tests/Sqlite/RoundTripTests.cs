using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Library;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite;

public sealed class RoundTripTests : IDisposable
{
    private readonly TestStore _test = new();

    [Theory]
    [InlineData(7)]
    [InlineData(32)]
    [InlineData(500)]
    public async Task Samples_come_back_exactly_from_blocks_and_tail(int tailSamples)
    {
        using SqliteRunStore store = SqliteRunStore.Open(_test.Options with { TailSamples = tailSamples });
        await using IRunWriter writer = store.Begin(TestStore.Start());
        var machine = new FakeMachine(gpus: 2, processes: 5, cores: 4);
        var expected = new Dictionary<string, List<(long Time, long[] Values)>>();
        var random = new Random(3);
        Subject? visitor = null;
        for (int i = 0; i < 100; i++)
        {
            // A process that comes and goes, and one GPU that is lost for a while.
            if (i % 9 == 4)
            {
                visitor = new Subject(SubjectKind.Process, $"{i}:1");
                machine.Frame.Add(visitor);
            }
            else if (i % 9 == 8)
            {
                machine.Frame.Remove(visitor!);
            }

            machine.Next();
            if (visitor is not null)
            {
                visitor.Values[0] = random.Next(3) switch { 0 => Reading.NotAvailable, 1 => long.MaxValue, _ => random.NextInt64() };
            }

            foreach (Subject subject in machine.Frame.Subjects)
            {
                if (!expected.TryGetValue(subject.Key, out var rows))
                {
                    expected.Add(subject.Key, rows = []);
                }

                rows.Add((machine.Frame.UnixMilliseconds, [.. subject.Values]));
            }

            writer.Write(machine.Frame);
            if (i % 20 == 0)
            {
                TestStore.WaitStored(writer);
            }
        }

        TestStore.WaitStored(writer);
        Check(store, expected);
        (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        Check(store, expected);
        TestStore.Scalar(_test.Path, "SELECT count(*) FROM VigilSampleTail").ShouldBe(0L);
    }

    [Fact]
    public async Task Ranges_are_inclusive_at_both_ends()
    {
        using SqliteRunStore store = SqliteRunStore.Open(_test.Options with { TailSamples = 10 });
        await using IRunWriter writer = store.Begin(TestStore.Start());
        var machine = new FakeMachine(gpus: 0, processes: 1, cores: 1);
        var times = new List<long>();
        for (int i = 0; i < 35; i++)
        {
            writer.Write(machine.Next());
            times.Add(machine.Frame.UnixMilliseconds);
            TestStore.WaitStored(writer);
        }

        StoredSubject system = store.ReadSubjects("run22222")[0];
        store.ReadSeries("run22222", system.Id, times[4], times[31]).UnixMilliseconds.ShouldBe(times[4..32]);
        store.ReadSeries("run22222", system.Id, times[^1] + 1).UnixMilliseconds.ShouldBeEmpty();
    }

    [Fact]
    public async Task Thinned_every_subject_keeps_the_same_instants_and_the_end_is_whole()
    {
        using SqliteRunStore store = SqliteRunStore.Open(_test.Options with { TailSamples = 50 });
        await using IRunWriter writer = store.Begin(TestStore.Start());
        var frame = new SampleFrame();
        var system = new Subject(SubjectKind.System, "machine");
        var process = new Subject(SubjectKind.Process, "1:1");
        frame.Add(system);
        for (int second = 0; second < 1000; second++)
        {
            if (second == 333)
            {
                frame.Add(process);
            }

            system.Values[SystemMetrics.CpuUser.Index] = second * 7;
            frame.Begin(second * 1000L, 1);
            frame.Totals = new SampleTotals { MemoryTotalBytes = 1 << 30, MemoryUsedBytes = second == 512 ? 999 << 20 : 100 << 20 };
            writer.Write(frame);
            TestStore.WaitStored(writer);
        }

        (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        var thinning = new RowThinning(20_000, 900_000);
        SeriesTable machine = store.ReadSeries("run22222", store.ReadSubjects("run22222").Single(subject => subject.Kind == SubjectKind.System).Id, thinning: thinning);
        SeriesTable late = store.ReadSeries("run22222", store.ReadSubjects("run22222").Single(subject => subject.Kind == SubjectKind.Process).Id, thinning: thinning);

        machine.UnixMilliseconds.Length.ShouldBeInRange(45 + 100, 80 + 100);
        machine.UnixMilliseconds.Where(time => time >= 900_000).ShouldBe(Enumerable.Range(900, 100).Select(second => second * 1000L));
        machine.UnixMilliseconds.ShouldBeInOrder();
        machine.Columns[SystemMetrics.CpuUser.Name].ShouldBe(machine.UnixMilliseconds.Select(time => time / 1000 * 7));
        late.UnixMilliseconds.Except(machine.UnixMilliseconds).ShouldBeEmpty();
        late.UnixMilliseconds.ShouldBe(machine.UnixMilliseconds.Where(time => time >= late.UnixMilliseconds[0]));

        StoredTotals[] totals = [.. store.ReadTotals("run22222", thinning: thinning)];
        totals.Length.ShouldBe(45 + 100);
        totals.Select(row => row.UnixSeconds).ShouldBeInOrder();
        totals.Single(row => row.Totals.MemoryUsedBytes == 999 << 20).UnixSeconds.ShouldBe(512);
    }

    [Fact]
    public async Task A_clock_that_steps_back_keeps_all_rows()
    {
        using SqliteRunStore store = _test.Open();
        await using IRunWriter writer = store.Begin(TestStore.Start());
        var frame = new SampleFrame();
        frame.Add(new Subject(SubjectKind.System, "machine"));
        long[] times = [1000, 2000, 500, 1500];
        foreach (long time in times)
        {
            frame.Begin(time, 1);
            writer.Write(frame);
        }

        (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        StoredSubject system = store.ReadSubjects("run22222").ShouldHaveSingleItem();
        store.ReadSeries("run22222", system.Id).UnixMilliseconds.ShouldBe(times);
        store.ReadSeries("run22222", system.Id, 600, 1600).UnixMilliseconds.ShouldBe([1000, 1500]);
    }

    [Fact]
    public async Task Totals_come_back_to_the_byte()
    {
        using SqliteRunStore store = _test.Open();
        await using IRunWriter writer = store.Begin(TestStore.Start());
        var machine = new FakeMachine(gpus: 1, processes: 2, cores: 1);
        machine.Next();
        SampleTotals totals = machine.Frame.Totals with { MemoryUsedBytes = 123_456_789_123, SwapUsedBytes = null, WorkerCount = 7 };
        machine.Frame.Totals = totals;
        writer.Write(machine.Frame);
        TestStore.WaitStored(writer);

        StoredTotals stored = store.ReadTotals("run22222").ShouldHaveSingleItem();
        stored.UnixSeconds.ShouldBe(machine.Frame.UnixMilliseconds / 1000.0);
        stored.Totals.ShouldBe(totals);
        TestStore.Scalar(_test.Path, "SELECT total_memory_gb FROM MetricsSample").ShouldBe(512.0);
    }

    [Fact]
    public async Task Steps_come_back_with_every_number()
    {
        using SqliteRunStore store = _test.Open();
        await using IRunWriter writer = store.Begin(TestStore.Start());
        StepReading[] steps =
        [
            new() { UnixSeconds = 1, Step = 1, Source = StepSource.Output, TotalSteps = 10, Loss = 0.5, Epoch = 0.1, BatchSize = 4, LearningRate = 1e-4, GradientNorm = 2, StepSeconds = 0.2, Others = [new("loss", 9), new("a b'\n", -1)] },
            new() { UnixSeconds = 2, Step = 2, Source = StepSource.Output, TotalSteps = 10, Loss = double.NaN, GradientNorm = double.NaN, LearningRate = double.NaN, GeneratorLoss = double.PositiveInfinity, DiscriminatorLoss = double.NaN, Others = [new("x", double.NaN)] },
            new() { UnixSeconds = 3, Step = long.MaxValue, Source = StepSource.Client, SamplesPerSecond = 5, TokensPerSecond = 6, BatchSeconds = 7, DataSeconds = 8 },
            new() { UnixSeconds = 4, Step = -1, Source = StepSource.TensorBoard, TotalSteps = 11 },
        ];
        foreach (StepReading step in steps)
        {
            writer.Write(step);
        }

        TestStore.WaitStored(writer);
        StepReading[] back = [.. store.ReadSteps("run22222")];
        back.Select(step => step with { Others = [] }).ShouldBe(steps.Select(step => step with { Others = [] }));
        back.Select(step => step.Others.OrderBy(pair => pair.Key)).ShouldBe(steps.Select(step => step.Others.OrderBy(pair => pair.Key)));
    }

    [Fact]
    public async Task Events_hang_on_the_latest_sample()
    {
        using SqliteRunStore store = _test.Open();
        await using IRunWriter writer = store.Begin(TestStore.Start());
        var machine = new FakeMachine(gpus: 0, processes: 1, cores: 1);
        writer.Emit(new RunEvent(1, EventTypes.TrainingStart));
        writer.Write(machine.Next());
        writer.Write(machine.Next());
        writer.Emit(new RunEvent(2.5, EventTypes.Nan, new JsonObject { ["loss"] = double.NaN, ["name"] = "a\0b" }));
        TestStore.WaitStored(writer);

        long[] samples = [.. store.ReadTotals("run22222").Select(row => row.Id)];
        StoredEvent[] events = [.. store.ReadEvents("run22222")];
        events.Select(row => (row.Event.Type, row.Event.UnixSeconds, row.SampleId)).ShouldBe([(EventTypes.TrainingStart, 1.0, null), (EventTypes.Nan, 2.5, (long?)samples[1])]);
        events[1].Event.Details!.ToJsonString().ShouldBe("""{"loss":"NaN","name":"a\u0000b"}""");
    }

    [Fact]
    public async Task A_run_comes_back_as_it_was_written()
    {
        using SqliteRunStore store = _test.Open();
        RunStart start = TestStore.Start(name: "it's \"named\"\nso") with { ParentRunId = "parent22", Snapshot = new JsonObject { ["host"] = "a" } };
        await using IRunWriter writer = store.Begin(start);
        RunRecord running = store.ListRuns().ShouldHaveSingleItem();
        running.State.ShouldBe(RunState.Running);
        running.Outcome.ShouldBeNull();
        RunOutcome outcome = new() { State = RunState.Finished, EndedAt = start.StartedAt + 60, ExitCode = 137, Signal = 9, Cause = EndCause.CgroupOom, Explanation = "memory" };
        (await writer.CompleteAsync(outcome, new JsonObject { ["steps"] = 3 }, TestStore.Generous)).ShouldBeTrue();

        RunRecord run = store.FindRuns("run2").ShouldHaveSingleItem();
        run.Start.Command.ShouldBe(start.Command);
        (run.Start with { Command = start.Command, Snapshot = start.Snapshot }).ShouldBe(start);
        run.Start.Snapshot!.ToJsonString().ShouldBe("""{"host":"a"}""");
        run.Outcome.ShouldBe(outcome);
        run.Summary!.ToJsonString().ShouldBe("""{"steps":3}""");
        run.LastSeenAt.ShouldBeGreaterThanOrEqualTo(outcome.EndedAt);
    }

    [Fact]
    public async Task Runs_are_found_by_id_prefix_name_and_last()
    {
        using SqliteRunStore store = _test.Open();
        await using IRunWriter first = store.Begin(TestStore.Start("abcd2222", "one"));
        await using IRunWriter second = store.Begin(TestStore.Start("abce2222", "two") with { StartedAt = 1_700_000_001 });

        store.FindRuns("abc").Select(run => run.Start.Id).ShouldBe(["abce2222", "abcd2222"]);
        store.FindRuns("abcd").ShouldHaveSingleItem().Start.Name.ShouldBe("one");
        store.FindRuns("one").ShouldHaveSingleItem().Start.Id.ShouldBe("abcd2222");
        store.FindRuns("last").ShouldHaveSingleItem().Start.Id.ShouldBe("abce2222");
        store.FindRuns("%").ShouldBeEmpty();
        store.FindRuns("").ShouldBeEmpty();
        store.ListRuns(1).ShouldHaveSingleItem().Start.Id.ShouldBe("abce2222");
    }

    public void Dispose() => _test.Dispose();

    private static void Check(SqliteRunStore store, Dictionary<string, List<(long Time, long[] Values)>> expected)
    {
        IReadOnlyList<StoredSubject> subjects = store.ReadSubjects("run22222");
        subjects.Select(subject => subject.Key).ShouldBe(expected.Keys);
        foreach (StoredSubject subject in subjects)
        {
            List<(long Time, long[] Values)> rows = expected[subject.Key];
            SeriesTable series = store.ReadSeries("run22222", subject.Id);
            series.UnixMilliseconds.ShouldBe(rows.Select(row => row.Time), subject.Key);
            foreach (Metric metric in MetricCatalogue.Of(subject.Kind).Metrics)
            {
                series.Columns[metric.Name].ShouldBe(rows.Select(row => row.Values[metric.Index]), metric.Name);
            }

            subject.FirstSeen.ShouldBe(rows[0].Time / 1000.0);
            subject.LastSeen.ShouldBe(rows[^1].Time / 1000.0);
        }
    }

    [Fact]
    public async Task Records_of_machines_and_services_are_kept_apart_from_runs()
    {
        using SqliteRunStore store = _test.Open();
        await using IRunWriter run = store.Begin(TestStore.Start("run22222", "job"));
        await using IRunWriter monitor = store.Begin(TestStore.Start("mach2222", "host") with { Kind = RunKind.Monitor, StartedAt = 1_700_000_050 });

        store.ListRuns().ShouldHaveSingleItem().Start.Id.ShouldBe("run22222");
        store.ListRuns(kind: RunKind.Monitor).ShouldHaveSingleItem().Start.Kind.ShouldBe(RunKind.Monitor);
        store.ListRuns(kind: RunKind.Service).ShouldBeEmpty();
        store.FindRuns("last").ShouldHaveSingleItem().Start.Id.ShouldBe("run22222");
        store.FindRuns("host").ShouldBeEmpty();
        store.FindRuns("mach").ShouldHaveSingleItem().Start.Kind.ShouldBe(RunKind.Monitor);
        store.Library.Query(new RunFilter()).Runs.ShouldHaveSingleItem().Run.Start.Id.ShouldBe("run22222");
        store.Library.Query(new RunFilter { Kind = RunKind.Monitor }).Runs.ShouldHaveSingleItem().Run.Start.Id.ShouldBe("mach2222");
    }
}
