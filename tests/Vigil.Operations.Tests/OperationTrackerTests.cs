using System.Text.Json.Nodes;
using Vigil.Core.Operations;
using Vigil.Operations.Tracking;

namespace Vigil.Operations.Tests;

public sealed class OperationTrackerTests : IDisposable
{
    private readonly GatheringSink _sink = new();
    private readonly OperationTracker _tracker;

    public OperationTrackerTests() => _tracker = new OperationTracker(_sink, new TrackerOptions { RunId = "run22222" });

    public void Dispose()
    {
        _tracker.Dispose();
        _sink.Dispose();
    }

    [Fact]
    public void An_operation_is_kept_with_all_that_was_said_of_it()
    {
        using (TrackedOperation op = _tracker.Start(OperationType.Download, "llama.bin"))
        {
            op.Set("bytes", 42);
            op.Set("host", "example.org");
            op.Retry();
            op.Retry();
            op.Use(new OperationResources { CpuSeconds = 0.5 });
            op.Fail(new TimeoutException("took too long"));
        }

        Operation kept = Only();
        kept.Key.ShouldBe(new OperationKey(OperationType.Download, "llama.bin"));
        kept.Outcome.ShouldBe(OperationOutcome.Failed);
        kept.Retries.ShouldBe(2);
        kept.DurationNanoseconds.ShouldBeGreaterThan(0);
        kept.Detail!.Error.ShouldBe("took too long");
        kept.Detail.ErrorCategory.ShouldBe("timeout");
        JsonNode.DeepEquals(kept.Detail.Metadata, new JsonObject { ["bytes"] = 42, ["host"] = "example.org" }).ShouldBeTrue();
        kept.Detail.Resources!.CpuSeconds.ShouldBe(0.5);
    }

    [Fact]
    public void What_is_part_of_what_is_known_across_threads()
    {
        ulong outerId, innerId;
        using (TrackedOperation outer = _tracker.Start(OperationType.BatchJob, "job"))
        {
            outerId = outer.SpanId;
            TrackedOperation inner = outer.Start(OperationType.ModelOperation, "load");
            innerId = inner.SpanId;
            var other = new Thread(() =>
            {
                using TrackedOperation leaf = inner.Start(OperationType.Download, "weights");
                inner.Dispose();
            });
            other.Start();
            other.Join();
        }

        _tracker.Flush();
        Operation job = _sink.Operations.Single(op => op.Key.Name == "job");
        Operation load = _sink.Operations.Single(op => op.Key.Name == "load");
        Operation weights = _sink.Operations.Single(op => op.Key.Name == "weights");
        (job.ParentSpanId, load.ParentSpanId, weights.ParentSpanId).ShouldBe((0UL, outerId, innerId));
        load.TraceId.ShouldBe(job.TraceId);
        weights.TraceId.ShouldBe(job.TraceId);
        job.TraceId.ShouldNotBe(UInt128.Zero);
    }

    [Fact]
    public async Task A_declared_flow_is_followed_over_awaits()
    {
        using (TrackedOperation outer = _tracker.Start(OperationType.BatchJob, "job"))
        {
            using (outer.Flow())
            {
                await Task.Yield();
                using TrackedOperation inner = _tracker.Start(OperationType.ModelOperation, "run");
            }

            using TrackedOperation after = _tracker.Start(OperationType.ModelOperation, "after");
        }

        _tracker.Flush();
        ulong job = _sink.Operations.Single(op => op.Key.Name == "job").SpanId;
        _sink.Operations.Single(op => op.Key.Name == "run").ParentSpanId.ShouldBe(job);
        _sink.Operations.Single(op => op.Key.Name == "after").ParentSpanId.ShouldBe(0UL);
    }

    [Fact]
    public void Ended_twice_it_counts_once_and_what_comes_late_is_ignored()
    {
        TrackedOperation op = _tracker.Start(OperationType.HealthCheck, "disk");
        op.Dispose();
        using TrackedOperation next = _tracker.Start(OperationType.HealthCheck, "memory");
        op.Dispose();
        op.Fail("late");
        op.Set("late", true);

        Only().Key.Name.ShouldBe("disk");
        next.Dispose();
        _tracker.Flush();
        _sink.Operations.Count.ShouldBe(2);
        _sink.Operations[1].Outcome.ShouldBe(OperationOutcome.Succeeded);
        _sink.Operations[1].Detail.ShouldBeNull();
    }

    [Fact]
    public void What_goes_on_is_seen_until_it_ends()
    {
        TrackedOperation op = _tracker.Start(OperationType.Download, "llama.bin");

        ActiveOperation active = _tracker.ReadActive().ShouldHaveSingleItem();
        active.Key.Name.ShouldBe("llama.bin");
        active.SpanId.ShouldBe(op.SpanId);
        active.RunId.ShouldBe("run22222");
        _tracker.Flush();
        _sink.Active.ShouldHaveSingleItem();
        op.Dispose();
        _tracker.ReadActive().ShouldBeEmpty();
    }

    [Fact]
    public void Cancellation_is_neither_success_nor_failure()
    {
        using (TrackedOperation op = _tracker.Start(OperationType.InferenceRequest, "chat"))
        {
            op.Fail(new OperationCanceledException());
        }

        Only().Outcome.ShouldBe(OperationOutcome.Cancelled);
        _sink.Total.Failed.ShouldBe(0);
        _sink.Total.SuccessRate.ShouldBe(double.NaN);
    }

    [Fact]
    public async Task Many_threads_that_end_one_anothers_operations_lose_none()
    {
        const int Each = 20_000;
        var passed = new System.Collections.Concurrent.BlockingCollection<TrackedOperation>(100);
        Task[] starters = [.. Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                passed.Add(_tracker.Start(OperationType.InferenceRequest, i % 2 == 0 ? "even" : "odd"));
            }
        }))];
        Task[] enders = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            foreach (TrackedOperation op in passed.GetConsumingEnumerable())
            {
                op.Retry();
                op.Dispose();
                op.Dispose();
            }
        }))];
        await Task.WhenAll(starters);
        passed.CompleteAdding();
        await Task.WhenAll(enders);

        _tracker.Flush();
        (_sink.Total.Count, _sink.Total.Retries, _sink.Total.Failed).ShouldBe((4 * Each, 4 * Each, 0));
        _sink.Operations.Select(op => op.SpanId).Distinct().Count().ShouldBe(_sink.Operations.Count);
        _tracker.ReadActive().ShouldBeEmpty();
    }

    [Fact]
    public void Overload_sheds_detail_and_never_counts()
    {
        using var tracker = new OperationTracker(_sink, new TrackerOptions { RingSize = 64 });
        _sink.Gate.Reset();
        for (int i = 0; i < 10_000; i++)
        {
            using TrackedOperation op = tracker.Start(OperationType.HealthCheck, "disk");
            if (i % 10 == 0)
            {
                op.Fail("full", "disk_full");
            }
        }

        _sink.Gate.Set();
        tracker.Flush();
        (_sink.Total.Count, _sink.Total.Failed).ShouldBe((10_000, 1000));
        _sink.Total.Durations.Count.ShouldBe(10_000);
        _sink.Operations.Count.ShouldBeLessThan(1000);
    }

    [Fact]
    public void Nothing_is_allocated_on_the_callers_thread()
    {
        void Track(int count)
        {
            for (int i = 0; i < count; i++)
            {
                using TrackedOperation outer = _tracker.Start(OperationType.InferenceRequest, "chat");
                using TrackedOperation inner = outer.Start(OperationType.ModelOperation, "tokenize");
            }
        }

        Track(1000);
        _tracker.Flush();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Track(1000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_thread_that_ended_leaves_what_it_tracked()
    {
        var thread = new Thread(() => _tracker.Start(OperationType.SystemResource, "cpu").Dispose());
        thread.Start();
        thread.Join();

        Only().Key.Name.ShouldBe("cpu");
    }

    [Fact]
    public void Impossible_bounds_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new OperationTracker(_sink, new TrackerOptions { RingSize = 100 }));

    private Operation Only()
    {
        _tracker.Flush();
        return _sink.Operations.ShouldHaveSingleItem();
    }
}
