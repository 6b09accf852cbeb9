using Vigil.Bench.Agents;
using Vigil.Bench.Analysis;
using Vigil.Bench.Disk;
using Vigil.Bench.Measuring;
using Vigil.Bench.Micro;
using Vigil.Bench.Operations;
using Vigil.Bench.Otlp;
using Vigil.Bench.Recording;
using Vigil.Bench.Sampling;
using Vigil.Bench.Series;
using Vigil.Bench.Serve;
using Vigil.Bench.Slowdown;
using Vigil.Bench.Soak;
using Vigil.Bench.Startup;

const string Usage = "usage: Vigil.Bench machine|sampling|recorder|slowdown|disk|series|startup|operations|analysis|synthetic|otlp|agents|serve|soak|micro [--name value]…; see bench/README.md";
if (args.Length == 0)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var options = new BenchOptions(args.AsSpan(1));
switch (args[0])
{
    case "machine":
        MachineDescription.Print();
        return 0;
    case "sampling":
        return SamplingBenchmark.Run(options);
    case "recorder":
        return RecorderBenchmark.Run(options);
    case "slowdown":
        return SlowdownBenchmark.Run(options);
    case "disk":
        return await DiskBenchmark.RunAsync(options);
    case "series":
        return await SeriesBenchmark.RunAsync(options);
    case "startup":
        return StartupBenchmark.Run(options);
    case "analysis":
        AnalysisBenchmark.Run(options);
        return await RunAnalysisBenchmark.RunAsync(options);
    case "synthetic":
        return await SyntheticDatabase.RunAsync(options);
    case "operations":
        return TrackingBenchmark.Run(options) + StoredOperationsBenchmark.Run(options);
    case "otlp":
        return await OtlpBenchmark.RunAsync(options);
    case "agents":
        return await AgentsBenchmark.RunAsync(options);
    case "serve":
        return await ServeBenchmark.RunAsync(options) + await FanOutBenchmark.RunAsync(options);
    case "soak":
        return await SoakBenchmark.RunAsync(options);
    case "room":
        return await RoomProcess.ServeAsync(options);
    case "micro":
        return MicroBenchmarks.Run();
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
