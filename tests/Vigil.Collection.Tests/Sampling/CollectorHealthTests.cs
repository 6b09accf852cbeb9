using Vigil.Collection.Recording;
using Vigil.Collection.Sampling;
using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Core.Events;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Sampling;

public class CollectorHealthTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly MemoryRunWriter _events = new();
    private readonly SampleFrame _frame = new();

    [Fact]
    public void Says_each_reason_once()
    {
        string reason = "no driver";
        var health = new CollectorHealth(new FakeCollector("gpu", _ => CollectResult.Failed(reason)), _clock);

        Collect(health, 3);
        reason = "driver stuck";
        Collect(health, 3);

        _events.Of(EventTypes.NotAvailable).Select(said => said.Details!["reason"]!.GetValue<string>())
            .ShouldBe(["no driver", "driver stuck"]);
        health.Failures.ShouldBe(6);
    }

    [Fact]
    public void A_reason_that_changes_each_time_does_not_fill_the_store()
    {
        int number = 0;
        var health = new CollectorHealth(new FakeCollector("gpu", _ => CollectResult.Failed($"error {number++}")), _clock);

        Collect(health, 500);

        _events.Events.Count.ShouldBe(16);
    }

    [Fact]
    public void Asks_rarely_for_what_the_machine_does_not_have()
    {
        var collector = new FakeCollector("gpu", _ => CollectResult.NotAvailable("No GPU."));
        var health = new CollectorHealth(collector, _clock);

        Collect(health, 62);

        collector.Calls.ShouldBe(2);
        health.Failures.ShouldBe(0);
        _events.Events.Single().Details!["failed"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public void Turns_an_exception_into_a_failure_with_its_type_and_words()
    {
        var health = new CollectorHealth(new FakeCollector("disk", (Func<SampleFrame, CollectResult>)(_ => throw new InvalidDataException("odd line"))), _clock);

        Collect(health, 1);

        _events.Events.Single().Details!.ToJsonString()
            .ShouldBe("""{"collector":"disk","reason":"InvalidDataException: odd line","failed":true}""");
    }

    [Fact]
    public void Measures_the_time_that_a_collector_takes()
    {
        var health = new CollectorHealth(new FakeCollector("slow", _ => _clock.Advance(0.25)), _clock);

        Collect(health, 4);

        health.Spent.ShouldBe(TimeSpan.FromSeconds(1));
    }

    private void Collect(CollectorHealth health, int times)
    {
        for (int i = 0; i < times; i++)
        {
            _frame.Begin(_clock.GetUtcNow().ToUnixTimeMilliseconds(), 1);
            health.Collect(_frame, _events);
        }
    }
}
