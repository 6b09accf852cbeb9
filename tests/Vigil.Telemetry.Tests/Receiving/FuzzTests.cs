using System.Text;
using Vigil.Telemetry.Json;
using Vigil.Telemetry.Receiving;
using Vigil.Telemetry.Tests.Support;
using static Vigil.Telemetry.Tests.Support.Requests;

namespace Vigil.Telemetry.Tests.Receiving;

/// <summary>Whatever comes from the network is answered: no exception, no end of memory.</summary>
public sealed class FuzzTests : IAsyncLifetime
{
    private const string Json = """
        {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"fuzz"}}]},"scopeMetrics":[{"scope":{"name":"s"},"metrics":[
          {"name":"h","unit":"s","histogram":{"aggregationTemporality":1,"dataPoints":[{"timeUnixNano":"1","count":"3","sum":1.5,"bucketCounts":["1","2"],"explicitBounds":[0.5],"min":0,"max":"NaN"}]}},
          {"name":"e","exponentialHistogram":{"dataPoints":[{"count":2,"scale":-3,"positive":{"offset":-7,"bucketCounts":[1,1]},"attributes":[{"key":"a","value":{"arrayValue":{"values":[{"bytesValue":"AAE="}]}}}]}]}},
          {"name":"q","summary":{"dataPoints":[{"quantileValues":[{"quantile":0.5,"value":3}]}]}},
          {"name":"c","sum":{"isMonotonic":true,"aggregationTemporality":2,"dataPoints":[{"asInt":"-5","flags":1},{"asDouble":2.5}]}}]}]}]}
        """;

    private readonly ReceiverFixture _fixture = new(new ReceiverOptions { MostServices = 8, MostSeries = 200 });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Mutated_protobuf_is_taken_or_refused(int seed)
    {
        byte[] sound = JsonTranscoder.Transcode(Signal.Metrics, Encoding.UTF8.GetBytes(Json))!;
        var random = new Random(seed);
        for (int i = 0; i < 4000; i++)
        {
            byte[] mutant = Mutate(sound, random);
            foreach (Signal signal in Enum.GetValues<Signal>())
            {
                Enum.IsDefined(_fixture.Receiver.Receive(signal, mutant).State).ShouldBeTrue();
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_json_is_taken_or_refused(int seed)
    {
        byte[] sound = Encoding.UTF8.GetBytes(Json);
        var random = new Random(seed);
        for (int i = 0; i < 4000; i++)
        {
            byte[] mutant = Mutate(sound, random);
            foreach (Signal signal in Enum.GetValues<Signal>())
            {
                if (JsonTranscoder.Transcode(signal, mutant) is { } request)
                {
                    Enum.IsDefined(_fixture.Receiver.Receive(signal, request).State).ShouldBeTrue();
                }
            }
        }
    }

    [Fact]
    public void Values_that_lie_in_one_another_without_end_are_cut_short()
    {
        byte[] nested = [];
        for (int i = 0; i < 2000; i++)
        {
            var writer = new Wire.ProtoWriter();
            int list = writer.Begin(5);
            writer.Bytes(1, nested);
            writer.End(list);
            nested = writer.Written.ToArray();
        }

        byte[] request = Of(items =>
        {
            int log = items.Begin(2);
            items.Bytes(5, nested);
            items.End(log);
        });
        _fixture.Receiver.Receive(Signal.Logs, request).State.ShouldBe(ReceiveState.Taken);
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        byte[] mutant = [.. sound];
        for (int n = random.Next(1, 6); n > 0; n--)
        {
            int at = random.Next(mutant.Length);
            switch (random.Next(4))
            {
                case 0:
                    mutant[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    mutant[at] = (byte)random.Next(256);
                    break;
                case 2:
                    mutant = [.. mutant.AsSpan(0, at), .. mutant.AsSpan(Math.Min(mutant.Length, at + random.Next(16)))];
                    break;
                default:
                    mutant = [.. mutant.AsSpan(0, at), .. mutant.AsSpan(random.Next(mutant.Length))];
                    break;
            }

            mutant = mutant.Length == 0 ? [0] : mutant;
        }

        return mutant;
    }
}
