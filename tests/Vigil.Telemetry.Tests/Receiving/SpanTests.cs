using System.Text;
using Vigil.Core.Operations;
using Vigil.Telemetry.Json;
using Vigil.Telemetry.Receiving;

namespace Vigil.Telemetry.Tests.Receiving;

public class SpanTests
{
    [Fact]
    public void A_span_is_an_operation_of_the_type_that_the_conventions_tell()
    {
        byte[] request = JsonTranscoder.Transcode(Signal.Traces, Encoding.UTF8.GetBytes("""
            {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000010","spanId":"00000000000000ff","parentSpanId":"","name":"chat gpt","kind":3,
              "startTimeUnixNano":"1000","endTimeUnixNano":"3500","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}}],
              "events":[{"name":"exception","attributes":[{"key":"exception.type","value":{"stringValue":"Timeout"}}]}],"status":{"code":2,"message":"too slow"}}]}]}]}
            """))!;
        var group = new Wire.ProtoReader(request);
        group.Next().ShouldBeTrue();

        Operation span = new SpanRecorder().Read(group.Span).ToArray().ShouldHaveSingleItem();

        span.Key.ShouldBe(new OperationKey(OperationType.InferenceRequest, "chat gpt"));
        span.StartUnixNanoseconds.ShouldBe(1000);
        span.DurationNanoseconds.ShouldBe(2500);
        span.Outcome.ShouldBe(OperationOutcome.Failed);
        span.TraceId.ShouldBe((UInt128)16);
        span.SpanId.ShouldBe(255UL);
        span.ParentSpanId.ShouldBe(0UL);
        span.Detail!.Error.ShouldBe("too slow");
        span.Detail.ErrorCategory.ShouldBe("Timeout");
    }

    [Theory]
    [InlineData("""{"kind":3}""", "client")]
    [InlineData("""{}""", "internal")]
    [InlineData("""{"kind":77}""", "internal")]
    [InlineData("""{"kind":2,"attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}}]}""", "http")]
    [InlineData("""{"kind":2,"attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},{"key":"vigil.operation.type","value":{"stringValue":"download"}}]}""", "download")]
    public void The_type_is_what_the_program_says_or_the_conventions_or_the_kind(string span, string type)
    {
        byte[] request = JsonTranscoder.Transcode(Signal.Traces, Encoding.UTF8.GetBytes("""{"resourceSpans":[{"scopeSpans":[{"spans":[""" + span + "]}]}]}"))!;
        var group = new Wire.ProtoReader(request);
        group.Next().ShouldBeTrue();

        new SpanRecorder().Read(group.Span).ToArray().ShouldHaveSingleItem().Key.Type.Word.ShouldBe(type);
    }
}
