using System.Globalization;
using Vigil.Bench.Measuring;

namespace Vigil.Bench.Slowdown;

/// <summary>
/// How much longer a trainer takes under <c>vigil run</c>: the same fixed work again and again, in turn recorded, plain,
/// and plain once more. The second plain one is the noise of the machine: what it shows against the first is no effect
/// of anything, and an effect of Vigil's must stand out from it.
/// </summary>
/// <remarks>
/// <c>bench/cost</c> measures the trainer alone, as its parent, so that Vigil's own CPU time and start-up do not count as the
/// trainer's; whatever Vigil takes away from it, cores, caches or locks, does.
/// </remarks>
internal static class SlowdownBenchmark
{
    private const double BudgetPercent = 0.2;
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    private enum Kind
    {
        Plain,
        PlainAgain,
        Recorded,
    }

    /// <summary>Options: <c>--pairs 12 --epochs 6 --trainer-python python3 --trainer PATH --trainer-arguments "…"</c>.</summary>
    public static int Run(BenchOptions options)
    {
        int pairs = options.Number("pairs", 12);
        string python = options.Text("trainer-python", "python3");
        string[] trainer =
        [
            python,
            options.Text("trainer", "samples/train_mlp.py"),
            .. options.Text("trainer-arguments", $"--epochs {options.Number("epochs", 10)} --checkpoint-dir none --seed 7").Split(' '),
        ];
        Console.WriteLine($"slowdown: {pairs} rounds of {string.Join(' ', trainer)}");
        string folder = Directory.CreateTempSubdirectory("vigil-bench-").FullName;
        try
        {
            Dictionary<Kind, List<Cost>> costs = Enum.GetValues<Kind>().ToDictionary(kind => kind, _ => new List<Cost>());
            RunOnce(Kind.Plain, trainer, folder, options);
            for (int round = 0; round < pairs; round++)
            {
                // Each takes each place in turn, so that a drift of the machine favours none.
                for (int i = 0; i < 3; i++)
                {
                    var kind = (Kind)((i + round) % 3);
                    costs[kind].Add(RunOnce(kind, trainer, folder, options));
                }
            }

            Print(costs);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Cost RunOnce(Kind kind, string[] trainer, string folder, BenchOptions options)
    {
        string result = Path.Combine(folder, "cost");
        string[] command = [Path.GetFullPath(options.Tool("cost")), result, .. trainer];
        using RecordedProgram program = kind == Kind.Recorded
            ? RecordedProgram.StartRecorded(options.Vigil, folder, command)
            : RecordedProgram.Start(command);
        int code = program.WaitForEnd(s_deadline);
        if (code != 0)
        {
            throw new InvalidOperationException($"the trainer ended with {code}");
        }

        double[] figures = [.. File.ReadAllText(result).Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture) / 1e6)];
        return new Cost(figures[0] + figures[1], figures[2]);
    }

    private static void Print(Dictionary<Kind, List<Cost>> costs)
    {
        Console.WriteLine();
        Console.WriteLine("median seconds | user + system |    wall");
        Console.WriteLine($"plain          | {Statistics.Median(costs[Kind.Plain].Select(cost => cost.Cpu)),13:F3} | {Statistics.Median(costs[Kind.Plain].Select(cost => cost.Wall)),7:F3}");
        Console.WriteLine($"vigil run      | {Statistics.Median(costs[Kind.Recorded].Select(cost => cost.Cpu)),13:F3} | {Statistics.Median(costs[Kind.Recorded].Select(cost => cost.Wall)),7:F3}");
        Console.WriteLine();
        Console.WriteLine($"median of the ratios, with its 95 % interval (target +{BudgetPercent} %)");
        PrintRatio("vigil run / plain, user + system", costs, Kind.Recorded, cost => cost.Cpu);
        PrintRatio("plain / plain,     user + system", costs, Kind.PlainAgain, cost => cost.Cpu);
        PrintRatio("vigil run / plain, wall", costs, Kind.Recorded, cost => cost.Wall);
        PrintRatio("plain / plain,     wall", costs, Kind.PlainAgain, cost => cost.Wall);
        Console.WriteLine();
        Console.WriteLine("ratio of the fastest runs, which others on the machine disturbed least");
        PrintFastest("vigil run / plain, user + system", costs, Kind.Recorded);
        PrintFastest("plain / plain,     user + system", costs, Kind.PlainAgain);
        Console.WriteLine();
    }

    private static void PrintRatio(string name, Dictionary<Kind, List<Cost>> costs, Kind kind, Func<Cost, double> of)
    {
        double[] ratios = [.. costs[kind].Zip(costs[Kind.Plain], (other, plain) => of(other) / of(plain))];
        (double low, double high) = Statistics.MedianInterval(ratios);
        string verdict = low <= 1 && high >= 1 ? "not distinguishable from 0" : low > 1 ? "slower" : "faster";
        Console.WriteLine($"{name,-34} {Percent(Statistics.Median(ratios))}  [{Percent(low)} … {Percent(high)}]  {verdict}");
    }

    private static void PrintFastest(string name, Dictionary<Kind, List<Cost>> costs, Kind kind) =>
        Console.WriteLine($"{name,-34} {Percent(costs[kind].Min(cost => cost.Cpu) / costs[Kind.Plain].Min(cost => cost.Cpu))}");

    private static string Percent(double ratio) => $"{(ratio - 1) * 100,6:+0.00;-0.00} %";

    private readonly record struct Cost(double Cpu, double Wall);
}
