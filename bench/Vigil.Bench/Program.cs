using Vigil.Bench.Measuring;
using Vigil.Bench.Sampling;

if (args.Length == 0)
{
    Console.Error.WriteLine("usage: Vigil.Bench sampling [--name value]…; see bench/README.md");
    return 2;
}

var options = new BenchOptions(args.AsSpan(1));
return args[0] switch
{
    "machine" => PrintMachine(),
    "sampling" => SamplingBenchmark.Run(options),
    _ => throw new ArgumentException($"not a benchmark: {args[0]}"),
};

static int PrintMachine()
{
    MachineDescription.Print();
    return 0;
}
