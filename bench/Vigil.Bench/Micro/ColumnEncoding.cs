using BenchmarkDotNet.Attributes;
using Vigil.Storage.Encoding;

namespace Vigil.Bench.Micro;

/// <summary>One column of 512 samples on its way into a block.</summary>
[MemoryDiagnoser]
public class ColumnEncoding : IDisposable
{
    private const int Rows = 512;
    private readonly ColumnEncoder _encoder = new();
    private readonly ByteBuffer _output = new();
    private long[] _values = [];

    /// <summary>What the column holds: a value that stands still, memory in pages, or a counter with noise.</summary>
    [Params("constant", "pages", "counter")]
    public string Content { get; set; } = "";

    /// <summary>Makes the column.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        long total = 1L << 33;
        _values = new long[Rows];
        for (int i = 0; i < Rows; i++)
        {
            total += Content switch
            {
                "pages" => random.Next(-100, 100) * 4096L,
                "counter" => random.Next(900, 1100),
                _ => 0,
            };
            _values[i] = total;
        }
    }

    /// <summary>Packs it.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void Encode()
    {
        _output.Clear();
        _encoder.Encode(_values, _output);
    }

    /// <summary>Gives the buffer back.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _output.Dispose();
        GC.SuppressFinalize(this);
    }
}
