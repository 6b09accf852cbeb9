using Vigil.Core.Runs;
using Vigil.Telemetry.Receiving;
using Vigil.Telemetry.Tests.Support;

namespace Vigil.Telemetry.Tests.Receiving;

public class ServiceTests
{
    [Fact]
    public async Task A_service_that_went_quiet_ends_and_what_comes_later_begins_a_new_record()
    {
        var time = new ManualTime();
        await using var fixture = new ReceiverFixture(time: time);
        Report(fixture, time);
        time.Advance(TimeSpan.FromMinutes(4));
        await fixture.Receiver.TendAsync();
        fixture.Store.ListRuns(kind: RunKind.Service).ShouldHaveSingleItem().State.ShouldBe(RunState.Running);

        time.Advance(TimeSpan.FromMinutes(2));
        await fixture.Receiver.TendAsync();
        RunRecord ended = fixture.Store.ListRuns(kind: RunKind.Service).ShouldHaveSingleItem();
        ended.State.ShouldBe(RunState.Finished);
        ended.Outcome!.Explanation.ShouldBe("Nothing came for 5 minutes.");
        fixture.Column(ended, "queue").ShouldBe([3.0]);

        Report(fixture, time);
        fixture.Store.ListRuns(kind: RunKind.Service).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_store_that_does_not_keep_up_asks_the_sender_to_wait_and_records_nothing()
    {
        var time = new ManualTime();
        await using var fixture = new ReceiverFixture(new ReceiverOptions { MostPendingBytes = -1 }, time);

        fixture.Receiver.Receive(Signal.Metrics, Request(time)).State.ShouldBe(ReceiveState.Busy);

        RunRecord run = await fixture.FinishAsync();
        fixture.Store.ReadSubjects(run.Start.Id).ShouldBeEmpty();
    }

    private static void Report(ReceiverFixture fixture, ManualTime time) =>
        fixture.Receiver.Receive(Signal.Metrics, Request(time)).ShouldBe(new ReceiveResult(ReceiveState.Taken));

    private static byte[] Request(ManualTime time) => Requests.Of(writer =>
        Requests.Metric(writer, "queue", "1", 5, points => Requests.Integer(points, time.GetUtcNow().ToUnixTimeMilliseconds(), 3)));
}
