using BenchmarkDotNet.Attributes;
using Vigil.Logs.Progress;

namespace Vigil.Bench.Micro;

/// <summary>One line that a program prints, looked through for progress: chatter, a dict, a bar, named numbers.</summary>
[MemoryDiagnoser]
public class LineParsing
{
    private readonly ProgressLineParser _parser = new();
    private readonly ParsedProgress _progress = new();

    /// <summary>The line.</summary>
    [Params(
        "Downloading shards from the mirror, this may take a while",
        "{'loss': 2.3145, 'grad_norm': 1.25, 'learning_rate': 4.9e-05, 'epoch': 0.12}",
        "Epoch 3:  42%|████▏     | 420/1000 [01:12<01:40,  5.80it/s, loss=0.691]",
        "epoch=3 step=420 loss=0.6914 lr=0.00095 grad_norm=1.82")]
    public string Line { get; set; } = "";

    /// <summary>Looks through it.</summary>
    [Benchmark]
    public bool Parse() => _parser.TryParse(Line, _progress);
}
