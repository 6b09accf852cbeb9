using System.Text;
using BenchmarkDotNet.Attributes;
using Vigil.Logs.Errors;

namespace Vigil.Bench.Micro;

/// <summary>A log of 64 MiB read into its report: bars, lines of progress, chatter, a warning now and then, an exception at the end.</summary>
[MemoryDiagnoser]
public class LogReading : IDisposable
{
    private const int Bytes = 64 << 20;

    private readonly MemoryStream _log = new();

    /// <summary>Writes the log.</summary>
    [GlobalSetup]
    public void Write()
    {
        for (int step = 1; _log.Length < Bytes; step++)
        {
            _log.Write(Encoding.UTF8.GetBytes(
                $"2025-02-18 02:{step / 60 % 60:00}:{step % 60:00},549 - trainer - INFO - step {step} loss=0.6914 lr=0.0001 grad_norm=1.2\n"
                + $"Epoch 3:  42%|████▏     | {step}/1000000 [01:12<01:40,  5.80it/s, loss=0.691]\r"
                + $"Epoch 3:  42%|████▏     | {step}/1000000 [01:13<01:40,  5.80it/s, loss=0.690]\n"
                + "Loading features from the cached file /mnt/storage/datasets/cached_dev_bert_base_512\n"
                + $"{{'loss': 0.6914, 'grad_norm': 1.25, 'learning_rate': 4.9e-05, 'epoch': 0.12}}\n"
                + "Saving the model to /mnt/storage/outputs/latest and rotating the older ones as the settings say\n"));
            if (step % 50 == 0)
            {
                _log.Write("/usr/lib/python3/x.py:330: UserWarning: Argument 'interpolation' of type int is deprecated since 0.13\n"u8);
            }
        }

        _log.Write("Traceback (most recent call last):\n  File \"train.py\", line 1, in <module>\nMemoryError\n"u8);
    }

    /// <summary>Reads it.</summary>
    [Benchmark]
    public async Task<LogReport> Read()
    {
        _log.Position = 0;
        return await LogReader.ReadAsync(_log, CancellationToken.None);
    }

    /// <summary>Lets go of the log.</summary>
    public void Dispose()
    {
        _log.Dispose();
        GC.SuppressFinalize(this);
    }
}
