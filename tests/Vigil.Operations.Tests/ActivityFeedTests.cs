using System.Diagnostics;
using Vigil.Core.Operations;
using Vigil.Operations.Activities;
using Vigil.Operations.Tracking;

namespace Vigil.Operations.Tests;

public class ActivityFeedTests
{
    [Fact]
    public void Activities_are_operations()
    {
        using var sink = new GatheringSink();
        using var tracker = new OperationTracker(sink);
        using var source = new ActivitySource("vigil.tests." + nameof(Activities_are_operations));
        using var feed = new ActivityFeed(tracker, [source.Name]);
        using (Activity outer = source.StartActivity("GET /models", ActivityKind.Server)!)
        {
            tracker.ReadActive().ShouldHaveSingleItem().Key.Name.ShouldBe("GET /models");
            using Activity inner = source.StartActivity("chat")!;
            inner.SetTag("gen_ai.operation.name", "chat");
            inner.SetTag("gen_ai.usage.output_tokens", 12);
            using (Activity query = source.StartActivity("SELECT", ActivityKind.Client)!)
            {
                query.SetTag("db.system.name", "sqlite");
            }

            inner.SetStatus(ActivityStatusCode.Error, "no room");
        }

        tracker.Flush();
        Operation server = sink.Operations.Single(op => op.Key == new OperationKey(new OperationType("server"), "GET /models"));
        Operation chat = sink.Operations.Single(op => op.Key == new OperationKey(OperationType.InferenceRequest, "chat"));
        chat.ParentSpanId.ShouldBe(server.SpanId);
        chat.TraceId.ShouldBe(server.TraceId);
        chat.Outcome.ShouldBe(OperationOutcome.Failed);
        chat.Detail!.Error.ShouldBe("no room");
        ((long)chat.Detail.Metadata!["gen_ai.usage.output_tokens"]!).ShouldBe(12);
        sink.Operations.ShouldContain(op => op.Key == new OperationKey(new OperationType("database"), "SELECT"));
        tracker.ReadActive().ShouldBeEmpty();
    }
}
