using Vigil.Core.Library;
using Vigil.Core.Operations;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Sqlite.Operations;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite.Operations;

public sealed class OperationStoreTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private readonly TestStore _test = new();
    private readonly long _now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Counts_rates_and_percentiles_by_type_name_and_window()
    {
        using SqliteRunStore store = _test.Open();
        using (IOperationSink sink = store.Operations.OpenSink())
        {
            for (int minute = 0; minute < 300; minute++)
            {
                sink.Write(null, [.. Enumerable.Range(1, 100).Select(i => Make("chat", _now - (minute * 60), i * 1_000_000, i <= 5))]);
                sink.Write(null, [Make("embed", _now - (minute * 60), 7_000_000, false)]);
            }
        }

        IOperationReader reader = store.Operations;
        reader.ReadTotal(new OperationQuery()).Count.ShouldBe(30_300);
        IReadOnlyList<OperationGroup> groups = reader.ReadGroups(new OperationQuery { Type = OperationType.InferenceRequest });
        groups.Select(group => (group.Key.Name, group.Tally.Count, group.Tally.Failed)).ShouldBe([("chat", 30_000, 1500), ("embed", 300, 0)]);
        OperationTally chat = groups[0].Tally;
        chat.Quantile(0.95).ShouldBe(95e6, 0.011 * 95e6);
        chat.Quantile(0.5).ShouldBe(50e6, 0.021 * 50e6);
        (chat.LeastNanoseconds, chat.MostNanoseconds).ShouldBe((1_000_000, 100_000_000));

        // The first and the last minute count in full.
        double from = _now - (_now % 60) - (30 * 60);
        reader.ReadTotal(new OperationQuery { Name = "chat", FromUnixSeconds = from, ToUnixSeconds = from + (20 * 60) }).Count.ShouldBe(2000);
        reader.ReadTimeline(new OperationQuery { Name = "embed", FromUnixSeconds = from, ToUnixSeconds = from + 600 }, TimeSpan.FromMinutes(1)).Count.ShouldBe(10);
    }

    [Fact]
    public void Any_window_counts_what_its_minutes_hold()
    {
        using SqliteRunStore store = _test.Open();
        var random = new Random(3);
        long[] starts = [.. Enumerable.Range(0, 3000).Select(_ => _now - random.NextInt64(9 * 86_400))];
        using (IOperationSink sink = store.Operations.OpenSink())
        {
            sink.Write(null, [.. starts.Select(start => Make("chat", start, 1000, false))]);
        }

        for (int i = 0; i < 100; i++)
        {
            long from = _now - random.NextInt64(9 * 86_400);
            long to = from + random.NextInt64(1, _now - from + 1);
            long first = from / 60 * 60;
            long last = (to + 59) / 60 * 60;
            store.Operations.ReadTotal(new OperationQuery { FromUnixSeconds = from, ToUnixSeconds = to }).Count
                .ShouldBe(starts.Count(start => start / 60 * 60 >= first && start / 60 * 60 < last));
        }
    }

    [Theory]
    [InlineData(1, 60, 60)]
    [InlineData(20, 60, 3600)]
    [InlineData(20, 7200, 7200)]
    [InlineData(400, 60, 86_400)]
    public void Steps_are_as_short_as_what_is_kept_of_that_time(int daysAgo, int asked, int answered)
    {
        using SqliteRunStore store = _test.Open();
        long first = _now - (daysAgo * 86_400L);
        using (IOperationSink sink = store.Operations.OpenSink())
        {
            sink.Write(null, [.. Enumerable.Range(0, 180).Select(minute => Make("chat", first + (minute * 60), 1000, false))]);
        }

        IReadOnlyList<OperationStep> steps = store.Operations.ReadTimeline(new OperationQuery { FromUnixSeconds = first, ToUnixSeconds = first + 10_800 }, TimeSpan.FromSeconds(asked));

        steps.ShouldAllBe(step => step.Length.TotalSeconds == answered && step.UnixSeconds % answered == 0);
        steps.Sum(step => step.Tally.Count).ShouldBe(180);
    }

    [Fact]
    public void Slow_and_failed_ones_are_found_with_all_that_is_known_of_them()
    {
        using SqliteRunStore store = _test.Open();
        using IOperationSink sink = store.Operations.OpenSink();
        for (int i = 0; i < 10_000; i++)
        {
            bool odd = i is 1234 or 8765;
            sink.Write(null, [Make(i % 2 == 0 ? "even" : "odd", _now - 20_000 + i, odd ? 60 * Second : 1_000_000 + i, odd) with { SpanId = (ulong)i + 1, TraceId = 77, Detail = odd ? new OperationDetail { Error = $"number {i}" } : null }]);
        }

        sink.Flush().ShouldBeTrue();
        IReadOnlyList<StoredOperation> slow = store.Operations.FindOperations(new OperationQuery(), new OperationSearch { Order = OperationOrder.Slowest, Limit = 3 });
        slow.Select(stored => stored.Operation.DurationNanoseconds).ShouldBe([60 * Second, 60 * Second, 1_009_999]);
        store.Operations.FindOperations(new OperationQuery(), new OperationSearch { Outcome = OperationOutcome.Failed })
            .Select(stored => stored.Operation.Detail!.Error).ShouldBe(["number 8765", "number 1234"]);
        store.Operations.FindOperations(new OperationQuery { Name = "even" }, new OperationSearch { Limit = 2 })
            .Select(stored => stored.Operation.StartUnixNanoseconds / Second).ShouldBe([_now - 20_000 + 9998, _now - 20_000 + 9996]);
        store.Operations.FindOperations(new OperationQuery { FromUnixSeconds = _now - 20_000, ToUnixSeconds = _now - 19_990 }, new OperationSearch()).Count.ShouldBe(10);
        store.Operations.ReadTrace(77, _now - 20_000).Count.ShouldBeInRange(3600, 9000);
    }

    [Fact]
    public void Small_blocks_are_joined()
    {
        using SqliteRunStore store = _test.Open();
        using (IOperationSink sink = store.Operations.OpenSink())
        {
            for (int i = 0; i < 100; i++)
            {
                sink.Write(null, [.. Enumerable.Range(0, 100).Select(n => Make("chat", _now - 1000 + i, n, false))]);
                sink.Flush();
            }
        }

        TestStore.Scalar(_test.Path, "SELECT count(*) FROM VigilOperationBlock").ShouldBe(3L);
        TestStore.Scalar(_test.Path, "SELECT sum(row_count) FROM VigilOperationBlock").ShouldBe(10_000L);
        TestStore.Scalar(_test.Path, "SELECT count(*) FROM VigilOperationBlockKey").ShouldBe(3L);
    }

    [Fact]
    public void Several_processes_may_count_the_same_things()
    {
        using SqliteRunStore store = _test.Open();
        using SqliteRunStore other = _test.Open();
        using (IOperationSink one = store.Operations.OpenSink())
        using (IOperationSink two = other.Operations.OpenSink())
        {
            for (int i = 0; i < 20; i++)
            {
                one.Write(null, [Make("chat", _now, 10, false)]);
                two.Write(null, [Make("chat", _now, 20, true)]);
                one.Flush().ShouldBeTrue();
                two.Flush().ShouldBeTrue();
            }
        }

        OperationTally total = store.Operations.ReadTotal(new OperationQuery());
        (total.Count, total.Failed, total.Durations.Count).ShouldBe((40, 20, 40));
        store.Operations.FindOperations(new OperationQuery(), new OperationSearch()).Count.ShouldBe(40);
    }

    [Fact]
    public async Task Operations_belong_to_a_record_and_go_with_it()
    {
        using SqliteRunStore store = _test.Open();
        await using (IRunWriter writer = store.Begin(TestStore.Start("run22222")))
        {
            using IOperationSink sink = store.Operations.OpenSink();
            sink.Write("run22222", [Make("chat", _now, 10, false)]);
            sink.Write(null, [Make("chat", _now, 10, false)]);
            sink.SetActive("run22222", [new ActiveOperation(Make("load", _now, 0, false).Key, _now * Second, 1, 2, 3, "run22222")]);
            sink.Flush().ShouldBeTrue();
            store.Operations.ReadActive().ShouldHaveSingleItem().ShouldBe(new ActiveOperation(new OperationKey(OperationType.InferenceRequest, "load"), _now * Second, 1, 2, 3, "run22222"));
            await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous);
        }

        store.Operations.ReadTotal(new OperationQuery { RunId = "run22222" }).Count.ShouldBe(1);
        store.Operations.FindOperations(new OperationQuery { RunId = "run22222" }, new OperationSearch()).ShouldHaveSingleItem().RunId.ShouldBe("run22222");
        store.Operations.ReadActive().ShouldBeEmpty();
        store.Library.Delete("run22222").ShouldBe(DeleteResult.Deleted);
        store.Operations.ReadTotal(new OperationQuery()).Count.ShouldBe(1);
        TestStore.Scalar(_test.Path, "SELECT count(*) FROM VigilOperationBlock").ShouldBe(1L);
    }

    [Fact]
    public void While_the_store_is_locked_counts_add_up_and_detail_is_bounded()
    {
        using SqliteRunStore store = _test.Open();
        using (IOperationSink sink = store.Operations.OpenSink())
        {
            using (var connection = TestStore.Connect(_test.Path))
            {
                using var command = connection.CreateCommand();
                command.CommandText = "BEGIN IMMEDIATE";
                command.ExecuteNonQuery();
                Operation[] many = [.. Enumerable.Repeat(Make("chat", _now, 10, false), 1000)];
                for (int i = 0; i < 200; i++)
                {
                    sink.Write(null, many);
                }

                sink.Flush().ShouldBeFalse();
                sink.Statistics.Counted.ShouldBe(200_000);
                sink.Statistics.Detailed.ShouldBeInRange(SqliteOperationSink.MostPending, 2 * SqliteOperationSink.MostPending);
            }

            sink.Flush().ShouldBeTrue();
        }

        store.Operations.ReadTotal(new OperationQuery()).Count.ShouldBe(200_000);
    }

    [Fact]
    public void Too_many_names_are_counted_together()
    {
        using SqliteRunStore store = _test.Open();
        using (IOperationSink sink = store.Operations.OpenSink())
        {
            sink.Write(null, [.. Enumerable.Range(0, OperationKeyTable.MostKeys + 10).Select(i => Make($"file {i}", _now, 10, false))]);
        }

        store.Operations.ReadTotal(new OperationQuery { Name = OperationKeyTable.OtherName }).Count.ShouldBe(10);
    }

    private static Operation Make(string name, long unixSeconds, long nanoseconds, bool failed) => new()
    {
        Key = new OperationKey(OperationType.InferenceRequest, name),
        StartUnixNanoseconds = unixSeconds * Second,
        DurationNanoseconds = nanoseconds,
        Outcome = failed ? OperationOutcome.Failed : OperationOutcome.Succeeded,
    };
}
