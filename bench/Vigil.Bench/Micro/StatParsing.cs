using BenchmarkDotNet.Attributes;
using Vigil.Collection.Processes.Linux;

namespace Vigil.Bench.Micro;

/// <summary>One line of <c>/proc/PID/stat</c>, the dearest text of every process at every sample.</summary>
[MemoryDiagnoser]
public class StatParsing
{
    private static readonly byte[] s_text =
        "4321 (python3 (worker)) R 4300 4300 4200 34816 4300 4194560 1834215 90211 12 3 482911 31877 1204 377 20 0 27 0 7234501 21474836480 1048576 18446744073709551615 94000000000000 94000000500000 140730000000000 0 0 0 0 16781312 134352898 0 0 0 17 1 0 0 5 0 0 94000000700000 94000000800000 94000010000000 140730000001000 140730000001100 140730000001100 140730000002000 0\n"u8.ToArray();

    /// <summary>Parses it.</summary>
    [Benchmark]
    public bool Parse() => ProcStat.TryParse(s_text, out _);
}
