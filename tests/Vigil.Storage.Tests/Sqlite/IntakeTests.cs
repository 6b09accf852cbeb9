using Vigil.Core.Events;
using Vigil.Core.Intake;
using Vigil.Core.Logs;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite;

/// <summary>Records of other machines: each item once, whatever comes twice, late or never.</summary>
public sealed class IntakeTests : IDisposable
{
    private const string Id = "run22222";

    private readonly TestStore _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_batch_that_comes_again_is_stored_once()
    {
        using SqliteRunStore store = _test.Open();
        await using IRecordIntake intake = store.OpenIntake();
        (await StoreAsync(intake, Batch(1, Item(1), Item(2)))).ShouldBe(IntakeState.Stored);
        (await StoreAsync(intake, Batch(1, Item(1), Item(2)))).ShouldBe(IntakeState.Stored);
        (await StoreAsync(intake, Batch(2, Item(2), Item(3)))).ShouldBe(IntakeState.Stored);

        Words(store).ShouldBe(["item 1", "item 2", "item 3"]);
    }

    [Fact]
    public async Task A_record_goes_on_where_it_was_when_the_server_starts_anew()
    {
        using SqliteRunStore store = _test.Open();
        await using (IRecordIntake before = store.OpenIntake())
        {
            await StoreAsync(before, Batch(1, Sample(1000, "machine"), Item(2)));
        }

        await using IRecordIntake after = store.OpenIntake();
        RecordBatch next = Batch(2, Item(2), Sample(2000, "machine"), Sample(3000, "machine", "other")) with { Start = null };
        (await StoreAsync(after, next)).ShouldBe(IntakeState.Stored);

        Words(store).ShouldBe(["item 2"]);
        store.ReadSubjects(Id).Select(subject => subject.Key).ShouldBe(["machine", "other"]);
        store.ReadSeries(Id, store.ReadSubjects(Id)[0].Id).UnixMilliseconds.ShouldBe([1000, 2000, 3000]);
    }

    [Fact]
    public async Task Items_that_never_came_are_counted()
    {
        using SqliteRunStore store = _test.Open();
        await using IRecordIntake intake = store.OpenIntake();
        await StoreAsync(intake, Batch(1, Item(1)));
        await StoreAsync(intake, Batch(6, Item(6)));

        StoredEvent dropped = store.ReadEvents(Id).Single(stored => stored.Event.Type == EventTypes.Dropped);
        dropped.Event.Integer("items").ShouldBe(4);
    }

    [Fact]
    public async Task Times_are_those_of_this_machine()
    {
        using SqliteRunStore store = _test.Open();
        await using IRecordIntake intake = store.OpenIntake();
        await StoreAsync(intake, Batch(1, Sample(10_000, "machine"), Item(10)) with { ClockOffsetMilliseconds = -2500 });

        store.ReadSeries(Id, store.ReadSubjects(Id)[0].Id).UnixMilliseconds.ShouldBe([7500]);
        store.ReadEvents(Id).Single().Event.UnixSeconds.ShouldBe(7.5);
        store.FindRuns(Id)[0].Start.StartedAt.ShouldBe(TestStore.Start().StartedAt - 2.5);
    }

    [Fact]
    public async Task A_record_that_is_not_known_is_asked_for()
    {
        using SqliteRunStore store = _test.Open();
        await using IRecordIntake intake = store.OpenIntake();

        (await StoreAsync(intake, Batch(4, Item(4)) with { Start = null })).ShouldBe(IntakeState.Unknown);
    }

    [Fact]
    public async Task Nothing_is_added_to_what_was_recorded_here()
    {
        using SqliteRunStore store = _test.Open();
        await using IRunWriter writer = store.Begin(TestStore.Start());
        await using IRecordIntake intake = store.OpenIntake();

        (await StoreAsync(intake, Batch(1, Item(1)))).ShouldBe(IntakeState.Occupied);
    }

    [Fact]
    public async Task The_end_is_stored_with_what_came_before_it()
    {
        using SqliteRunStore store = _test.Open();
        await using IRecordIntake intake = store.OpenIntake();
        var output = new RecordedOutput(OutputStream.Merged, 0, "done\n"u8.ToArray(), 1000);
        await StoreAsync(intake, Batch(1, Sample(1000, "machine"), output, new RecordedEnd(TestStore.Finished, null)));
        await StoreAsync(intake, Batch(3, new RecordedEnd(TestStore.Finished, null)));

        store.FindRuns(Id)[0].State.ShouldBe(RunState.Finished);
        store.ReadOutput(Id).SelectMany(piece => piece.Data.ToArray()).ShouldBe("done\n"u8.ToArray());
    }

    private static async Task<IntakeState> StoreAsync(IRecordIntake intake, RecordBatch batch) =>
        (await intake.StoreAsync(batch, CancellationToken.None).WaitAsync(TestStore.Generous)).State;

    private static string[] Words(SqliteRunStore store) => [.. store.ReadEvents(Id).Select(stored => stored.Event.Type)];

    private static RecordBatch Batch(long first, params RecordedItem[] items) => new() { RecordId = Id, Start = TestStore.Start(), FirstSequence = first, Items = items };

    private static RecordedEvent Item(int number) => new(new RunEvent(number, $"item {number}"));

    private static RecordedSample Sample(long time, params string[] keys) => new(
        time,
        [.. keys.Select(key => new RecordedRow(new RecordedSubject(SystemMetrics.Table, key, new Dictionary<string, string>()), [.. SystemMetrics.Table.Metrics.Select(_ => time)]))],
        default);
}
