using Vigil.Core.Maintenance;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Series;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Sqlite.Rollups;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite;

public sealed class RollupTests : IDisposable
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;
    private static readonly Metric[] s_metrics = [SystemMetrics.MemoryUsed, SystemMetrics.Load1, SystemMetrics.CpuUser, DiskMetrics.ReadBytes];
    private readonly TestStore _test = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Charts_say_the_same_before_and_after_samples_were_rolled_up(int seed)
    {
        using SqliteRunStore store = Open();
        var machine = new JumpyMachine(seed);
        await machine.RecordAsync(store, TestStore.Start(), 6_000);
        machine.Now.ShouldBeGreaterThan(JumpyMachine.Start + (12 * Hour));
        ShouldAgree(store, machine, "of samples");

        MaintenanceResult first = await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll);
        MaintenanceResult second = await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll);

        first.SpansRolledUp.ShouldBeGreaterThanOrEqualTo(3);
        second.SpansRolledUp.ShouldBe(0);
        ShouldAgree(store, machine, "of roll-ups");
    }

    [Fact]
    public async Task Hours_made_of_minutes_are_what_hours_made_of_samples_are()
    {
        // Ten days and more, in steps of two minutes or so.
        using SqliteRunStore store = Open();
        var machine = new JumpyMachine(4);
        await using (IRunWriter writer = store.Begin(TestStore.Start()))
        {
            for (int i = 0; i < 200; i++)
            {
                machine.Write(writer, 40);
                machine.Now += 2 * Hour;
            }

            (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        }

        await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll);

        ((long)TestStore.Scalar(_test.Path, "SELECT count(*) FROM VigilRollupSpan WHERE step_ms = 3600000")!).ShouldBeGreaterThan(0);
        ShouldAgree(store, machine, "of hours", 10, 100, 400);
    }

    [Fact]
    public async Task Real_numbers_of_instruments_are_rolled_up_too()
    {
        const long Start = 1_700_000_000_000 / (4 * Hour) * (4 * Hour);
        var table = new MetricTable(SubjectKind.Instrument);
        Metric level = table.Real("value", MetricKind.Gauge, "s", "", "");
        Metric total = table.Real("sum", MetricKind.Counter, "J", "", "");
        var subject = new Subject(table, "latency{}");
        var frame = new SampleFrame();
        frame.Add(subject);
        using SqliteRunStore store = Open();
        await using (IRunWriter writer = store.Begin(TestStore.Start() with { Kind = RunKind.Service }))
        {
            double sum = 0;
            for (int i = 0; i < 1_000; i++)
            {
                frame.Begin(Start + (i * 30_000L), 30);
                subject.Values[level.Index] = Reading.OfReal(1e-7 * (i % 7 - 3));
                subject.Values[total.Index] = Reading.OfReal(sum += i % 5 == 0 ? 1e12 : 0.25);
                writer.Write(frame);
            }

            (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        }

        SeriesRequest request = new("run22222", store.ReadSubjects("run22222")[0].Id, ["value", "sum"], Start, Start + (8 * Hour), 16);
        SeriesBuckets before = store.Series.ReadBuckets(request);
        (await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll)).SpansRolledUp.ShouldBeGreaterThan(0);
        SeriesBuckets after = store.Series.ReadBuckets(request);

        before.Columns["value"].Minimum[1].ShouldBe(-3e-7);
        before.Columns["sum"].Maximum[1].ShouldBe(1e12 / 30, 1);
        foreach (string metric in request.Metrics)
        {
            for (int i = 0; i < 16; i++)
            {
                after.Columns[metric].Minimum[i].ShouldBe(before.Columns[metric].Minimum[i]);
                after.Columns[metric].Maximum[i].ShouldBe(before.Columns[metric].Maximum[i]);
                after.Columns[metric].Mean[i].ShouldBe(before.Columns[metric].Mean[i], Math.Abs(before.Columns[metric].Mean[i]) * 1e-9 + 1e-20);
            }
        }
    }

    [Fact]
    public async Task Samples_of_older_versions_are_read_and_rolled_up_alike()
    {
        using SqliteRunStore store = Open();
        var machine = new JumpyMachine(5);
        await machine.RecordAsync(store, TestStore.Start(), 3_000);
        TestStore.Execute(_test.Path, "UPDATE VigilSampleChunk SET lengths = NULL");

        ShouldAgree(store, machine, "of samples");
        (await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll)).SpansRolledUp.ShouldBeGreaterThan(0);
        ShouldAgree(store, machine, "of roll-ups");
    }

    [Fact]
    public async Task A_run_that_is_being_recorded_is_rolled_up_as_far_as_its_samples_are_packed()
    {
        using SqliteRunStore store = Open();
        var machine = new JumpyMachine(6);
        await using IRunWriter writer = store.Begin(TestStore.Start());
        machine.Write(writer, 3_000);
        (await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll)).SpansRolledUp.ShouldBeGreaterThan(0);
        ShouldAgree(store, machine, "while it runs");

        machine.Write(writer, 3_000);
        ShouldAgree(store, machine, "with more than was rolled up");
        (await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll)).SpansRolledUp.ShouldBeGreaterThan(0);
        ShouldAgree(store, machine, "rolled up again");
    }

    [Fact]
    public async Task Samples_from_before_what_was_rolled_up_are_taken_in_when_the_clock_steps_back()
    {
        using SqliteRunStore store = Open();
        var machine = new JumpyMachine(7);
        await using (IRunWriter writer = store.Begin(TestStore.Start()))
        {
            machine.Write(writer, 4_000);
            (await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll)).SpansRolledUp.ShouldBeGreaterThan(0);
            machine.Now = JumpyMachine.Start + Hour;
            machine.Write(writer, 4_000);
            (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        }

        (await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll)).SpansRolledUp.ShouldBeGreaterThan(0);
        ShouldAgree(store, machine, "with both");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 7)]
    [InlineData(999_999_937, 1009)]
    [InlineData(long.MaxValue / 2, 3)]
    public void A_rate_keeps_its_order_and_a_thousandth_of_its_size(long growth, long elapsed)
    {
        double rate = growth * 1000.0 / elapsed;

        double low = RateCode.PerSecond(RateCode.Of(growth, elapsed, up: false));
        double high = RateCode.PerSecond(RateCode.Of(growth, elapsed, up: true));

        if (rate < 4e15)
        {
            low.ShouldBeLessThanOrEqualTo(rate);
            high.ShouldBeGreaterThanOrEqualTo(rate * (1 - 1e-12));
            (high - low).ShouldBeLessThanOrEqualTo((rate / 1000) + 0.001);
        }
        else
        {
            high.ShouldBeGreaterThan(4e15);
        }
    }

    [Fact]
    public async Task Deleting_a_run_deletes_its_roll_ups()
    {
        using SqliteRunStore store = Open();
        await new JumpyMachine(8).RecordAsync(store, TestStore.Start(), 3_000);
        await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll);

        store.Library.Delete("run22222");

        TestStore.Scalar(_test.Path, "SELECT (SELECT count(*) FROM VigilRollup) + (SELECT count(*) FROM VigilRollupSpan)").ShouldBe(0L);
    }

    public void Dispose() => _test.Dispose();

    internal static void ShouldAgree(SqliteRunStore store, JumpyMachine machine, string because, params int[] points)
    {
        foreach (StoredSubject subject in store.ReadSubjects("run22222"))
        {
            SeriesTable rows = store.ReadSeries("run22222", subject.Id);
            foreach (int most in points.Length > 0 ? points : [7, 100, 700, 2_000])
            {
                var request = new SeriesRequest("run22222", subject.Id, [.. s_metrics.Select(metric => metric.Name)], JumpyMachine.Start + 12_345, machine.Now + 1, most);
                SeriesBuckets answer = store.Series.ReadBuckets(request);
                answer.UnixMilliseconds.Length.ShouldBeInRange(1, most);
                answer.UnixMilliseconds[0].ShouldBeLessThanOrEqualTo(request.FromUnixMilliseconds);
                foreach (Metric metric in s_metrics.Where(metric => metric.Subject == subject.Kind))
                {
                    BruteForce.ShouldAgree(answer, rows, metric, because);
                }
            }
        }
    }

    private SqliteRunStore Open() => SqliteRunStore.Open(_test.Options with { TailSamples = 64 });
}
