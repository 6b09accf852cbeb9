using Vigil.Analysis.Operations;
using Vigil.Core.Operations;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Analysis;

/// <summary>Over a real store: ten hours of chats, ten a minute, which take twice as long from the sixth hour on.</summary>
public sealed class OperationAnalyzerTests : IAsyncLifetime
{
    private const int Minutes = 600;
    private const int PerMinute = 10;
    private readonly ControlRoomFixture _room = new();
    private readonly long _start = (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 3600 * 3600) - (Minutes * 60);

    private OperationQuery Query => new() { FromUnixSeconds = _start, ToUnixSeconds = _start + (Minutes * 60) };

    private long Change => _start + (Minutes * 30);

    public async Task InitializeAsync()
    {
        await _room.InitializeAsync();
        var random = new Random(5);
        using IOperationSink sink = _room.Store.Operations.OpenSink();
        sink.Write(null, [.. Enumerable.Range(0, Minutes * PerMinute).Select(i =>
        {
            long at = _start + (i * 60L / PerMinute);
            double seconds = (at < Change ? 0.1 : 0.2) * (0.8 + (0.4 * random.NextDouble()));
            return new Operation { Key = new OperationKey(OperationType.InferenceRequest, "chat"), StartUnixNanoseconds = at * 1_000_000_000, DurationNanoseconds = (long)(seconds * 1e9) };
        })]);
        sink.Flush().ShouldBeTrue();
    }

    public Task DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public void A_lasting_change_is_found_where_it_was_made()
    {
        OperationReport report = OperationAnalyzer.Analyze(_room.Store.Operations, Query, [], new OperationThresholds());

        OperationChange change = report.Changes.ShouldHaveSingleItem();
        change.Key.Name.ShouldBe("chat");
        change.Change.RelativeChange.ShouldBe(1, 0.1);
        report.Bottlenecks.ShouldContain(bottleneck => bottleneck.Text.Contains("chat", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_is_told_by_the_second()
    {
        OperationCapacity capacity = OperationAnalyzer.Analyze(_room.Store.Operations, Query, [], new OperationThresholds()).Capacity;

        capacity.RatePerSecond.ShouldBe(PerMinute / 60.0, 1e-3);
        capacity.PeakRatePerSecond.ShouldBe(PerMinute / 60.0, 1e-3);
        capacity.MeanInFlight.ShouldBe(0.15 * PerMinute / 60, 0.001);
        capacity.SustainableRatePerSecond.ShouldBeNull();
    }

    [Fact]
    public void The_impact_of_a_change_is_what_was_before_and_after_it()
    {
        OptimizationImpact impact = OptimizationImpact.Measure(_room.Store.Operations, new OperationQuery { Name = "chat" }, Change, 3600);

        impact.Before.Count.ShouldBe(60 * PerMinute);
        impact.After.Count.ShouldBe(60 * PerMinute);
        impact.Before.Quantile(0.5).ShouldBe(100e6, 5e6);
        impact.After.Quantile(0.5).ShouldBe(200e6, 10e6);
    }
}
