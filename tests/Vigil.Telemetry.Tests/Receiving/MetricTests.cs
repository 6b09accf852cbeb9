using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Telemetry.Receiving;
using Vigil.Telemetry.Tests.Support;
using static Vigil.Telemetry.Tests.Support.Requests;

namespace Vigil.Telemetry.Tests.Receiving;

public sealed class MetricTests : IAsyncLifetime
{
    private readonly ReceiverFixture _fixture = new();
    private readonly long _now = ReceiverFixture.Now;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task A_program_becomes_a_record_of_its_name_and_its_points_series()
    {
        Send(Of(items => Metric(items, "queue.size", "{job}", 5, points =>
        {
            Real(points, _now - 2000, 0.1, ("queue", "a"));
            Real(points, _now - 1000, -2.5e300, ("queue", "a"));
            Real(points, _now - 1000, 7, ("queue", "b,c"));
        })));

        RunRecord run = await _fixture.FinishAsync();

        run.Start.Name.ShouldBe("checkout");
        run.Start.Snapshot!["resource"]!["service.instance.id"]!.GetValue<string>().ShouldBe("one");
        _fixture.Column(run, "queue.size{queue=a}").ShouldBe([0.1, -2.5e300]);
        _fixture.Column(run, "queue.size{queue=b%2Cc}").ShouldBe([7]);
        _fixture.Store.ReadTotals(run.Start.Id).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.Epsilon)]
    [InlineData(1.0000000000000002)]
    [InlineData(-0.0)]
    [InlineData(double.MinValue)]
    public async Task Floating_point_numbers_come_back_as_they_were(double value)
    {
        Send(Of(items => Metric(items, "level", "1", 5, points => Real(points, _now, value))));

        _fixture.Column(await _fixture.FinishAsync(), "level").ShouldBe([value]);
    }

    [Fact]
    public async Task Deltas_become_totals()
    {
        Send(Of(items => Metric(items, "requests", "1", 7, points =>
        {
            Integer(points, _now - 3000, 5);
            Integer(points, _now - 1500, 2);
        }, temporality: 1, isMonotonic: true)));

        RunRecord run = await _fixture.FinishAsync();
        _fixture.Column(run, "requests").ShouldBe([5, 7]);
        _fixture.Store.ReadSubjects(run.Start.Id).Single().Metrics.Single().Kind.ShouldBe(MetricKind.Counter);
    }

    [Fact]
    public async Task A_request_that_is_sent_again_counts_once()
    {
        byte[] request = Of(items => Metric(items, "requests", "1", 7, points => Integer(points, _now, 5), temporality: 1, isMonotonic: true));
        Send(request);
        Send(request);

        _fixture.Column(await _fixture.FinishAsync(), "requests").ShouldBe([5]);
    }

    [Fact]
    public async Task Points_out_of_order_within_a_request_are_put_in_order_and_older_ones_later_are_refused()
    {
        Send(Of(items => Metric(items, "level", "1", 5, points =>
        {
            Real(points, _now, 2);
            Real(points, _now - 5000, 1);
        })));
        ReceiveResult result = _fixture.Receiver.Receive(Signal.Metrics, Of(items => Metric(items, "level", "1", 5, points => Real(points, _now - 9000, 3))));

        result.Rejected.ShouldBe(1);
        result.Message!.ShouldContain("level");
        _fixture.Column(await _fixture.FinishAsync(), "level").ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Attributes_in_another_order_are_the_same_series()
    {
        Send(Of(items => Metric(items, "level", "1", 5, points => Real(points, _now - 2000, 1, ("a", "1"), ("b", "2")))));
        Send(Of(items => Metric(items, "level", "1", 5, points => Real(points, _now, 2, ("b", "2"), ("a", "1")))));

        _fixture.Column(await _fixture.FinishAsync(), "level{a=1;b=2}").ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_histogram_keeps_its_buckets_and_their_bounds()
    {
        Send(Of(items => Metric(items, "duration", "s", 9, points =>
        {
            int point = points.Begin(1);
            points.Fixed64(3, (ulong)_now * 1_000_000);
            points.Fixed64(4, 6);
            points.Real(5, 1.5);
            int counts = points.Begin(6);
            foreach (ulong count in (ulong[])[1, 2, 3])
            {
                points.RawFixed64(count);
            }

            points.End(counts);
            int bounds = points.Begin(7);
            points.RawFixed64(BitConverter.DoubleToUInt64Bits(0.1));
            points.RawFixed64(BitConverter.DoubleToUInt64Bits(0.5));
            points.End(bounds);
            points.Real(11, 0.01);
            points.Real(12, 0.9);
            points.End(point);
        })));

        RunRecord run = await _fixture.FinishAsync();
        foreach ((string column, double value) in ((string, double)[])[("count", 6), ("sum", 1.5), ("min", 0.01), ("max", 0.9), ("bucket.0", 1), ("bucket.1", 2), ("bucket.2", 3)])
        {
            _fixture.Column(run, "duration", column).ShouldBe([value], column);
        }

        _fixture.Store.ReadSubjects(run.Start.Id).Single().Attributes["bounds"].ShouldBe("[0.1,0.5]");
    }

    [Fact]
    public async Task An_exponential_histogram_falls_into_fixed_buckets_without_loss()
    {
        Send(Of(items => Metric(items, "duration", "s", 10, points =>
        {
            int point = points.Begin(1);
            points.Fixed64(3, (ulong)_now * 1_000_000);
            points.Fixed64(4, 10);
            points.Varint(6, 6);
            points.Fixed64(7, 1);
            int positive = points.Begin(8);
            points.Varint(1, 0);
            int counts = points.Begin(2);
            foreach (ulong count in (ulong[])[1, 1, 1, 1, 5])
            {
                points.Raw(count);
            }

            points.End(counts);
            points.End(positive);
            points.End(point);
        })));

        // Scale 3: four buckets make one of scale 1. Zero lies in the middle of the grid.
        RunRecord run = await _fixture.FinishAsync();
        _fixture.Column(run, "duration", "zeros").ShouldBe([1]);
        _fixture.Column(run, "duration", "bucket.40").ShouldBe([4]);
        _fixture.Column(run, "duration", "bucket.41").ShouldBe([5]);
    }

    [Fact]
    public async Task A_summary_keeps_its_quantiles()
    {
        Send(Of(items => Metric(items, "duration", "s", 11, points =>
        {
            int point = points.Begin(1);
            points.Fixed64(3, (ulong)_now * 1_000_000);
            points.Fixed64(4, 10);
            int quantile = points.Begin(6);
            points.Real(1, 0.99);
            points.Real(2, 3.5);
            points.End(quantile);
            points.End(point);
        })));

        _fixture.Column(await _fixture.FinishAsync(), "duration", "quantile.0.99").ShouldBe([3.5]);
    }

    [Fact]
    public async Task Series_beyond_the_bound_are_refused_and_the_others_kept()
    {
        await using var small = new ReceiverFixture(new ReceiverOptions { MostSeries = 2 });
        ReceiveResult result = small.Receiver.Receive(Signal.Metrics, Of(items => Metric(items, "level", "1", 5, points =>
        {
            for (int i = 0; i < 5; i++)
            {
                Real(points, _now, i, ("i", $"{i}"));
            }
        })));

        result.ShouldSatisfyAllConditions(() => result.State.ShouldBe(ReceiveState.Taken), () => result.Rejected.ShouldBe(3), () => result.Message!.ShouldContain("2 series"));
        small.Store.ReadSubjects((await small.FinishAsync()).Start.Id).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Instances_of_a_service_have_records_of_their_own()
    {
        Send(Of(items => Metric(items, "level", "1", 5, points => Real(points, _now, 1)), instance: "one"));
        Send(Of(items => Metric(items, "level", "1", 5, points => Real(points, _now, 1)), instance: "two"));
        await _fixture.Receiver.DisposeAsync();

        _fixture.Store.ListRuns(kind: RunKind.Service).Count.ShouldBe(2);
        _fixture.Store.ListRuns().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_that_ends_too_early_leaves_nothing_behind()
    {
        byte[] request = Of(items => Metric(items, "level", "1", 5, points =>
        {
            Real(points, _now - 1500, 1);
            Real(points, _now, 2);
        }));
        for (int length = 1; length < request.Length; length++)
        {
            _fixture.Receiver.Receive(Signal.Metrics, request.AsSpan(0, length)).State.ShouldBe(ReceiveState.Malformed, $"{length} bytes");
        }

        Send(request);
        _fixture.Column(await _fixture.FinishAsync(), "level").ShouldBe([1, 2]);
    }

    private void Send(byte[] request) => _fixture.Receiver.Receive(Signal.Metrics, request).ShouldBe(new ReceiveResult(ReceiveState.Taken));
}
