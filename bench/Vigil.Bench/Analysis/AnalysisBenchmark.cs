using Vigil.Analysis.Statistics;
using Vigil.Bench.Measuring;

namespace Vigil.Bench.Analysis;

/// <summary>All statistics on a long run: 1,000,000 samples of 20 columns unless said otherwise.</summary>
internal static class AnalysisBenchmark
{
    private const double Origin = 1_700_000_000;

    /// <summary>Measures and prints; the exit code.</summary>
    public static int Run(BenchOptions options)
    {
        int samples = options.Number("samples", 1_000_000);
        int columns = options.Number("columns", 20);
        int rounds = options.Number("rounds", 5);
        double[] times = new double[samples];
        for (int i = 0; i < samples; i++)
        {
            times[i] = Origin + i;
        }

        double[][] series = [.. Enumerable.Range(0, columns).Select(column => Column(samples, column))];
        (string Name, Action<double[]> Work)[] parts =
        [
            ("reduction", values => BinnedSeries.Reduce(times, values)),
            ("trend", values => TrendTest.Of(times, values)),
            ("leak", values => LeakTest.Of(times, values)),
            ("forecast", values => Forecasts.Limit(times, values, 1e9, upwards: true)),
            ("change points", values => ChangePoints.Of(times, values)),
            ("outliers", values => Outliers.Of(times, values)),
            ("quantiles", values => Quantiles.Of(values, 0.05, 0.5, 0.95)),
            ("correlation", values => Correlation.Spearman(values, series[0])),
        ];

        Console.WriteLine($"{samples} samples, {columns} columns, median of {rounds} rounds");
        double all = 0;
        foreach ((string name, Action<double[]> work) in parts)
        {
            double milliseconds = Measure(series, work, rounds);
            all += milliseconds;
            Console.WriteLine($"{name,-16}{milliseconds,10:0.0} ms{milliseconds / columns,10:0.00} ms a column");
        }

        Console.WriteLine($"{"one after the other",-16}{all,7:0.0} ms");
        Console.WriteLine($"{"reduced once",-16}{Measure(series, values => Together(times, values), rounds),10:0.0} ms");
        return 0;
    }

    /// <summary>As a report asks: the reduced series serves all that can work on it.</summary>
    private static void Together(double[] times, double[] values)
    {
        BinnedSeries reduced = BinnedSeries.Reduce(times, values);
        TrendTest.Of(reduced);
        LeakTest.Of(reduced);
        Forecasts.Limit(reduced, 1e9, upwards: true);
        ChangePoints.Of(times, values, reduced);
        Outliers.Of(times, values);
    }

    private static double Measure(double[][] series, Action<double[]> work, int rounds)
    {
        work(series[0]);
        double[] figures = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            long start = TimeProvider.System.GetTimestamp();
            foreach (double[] values in series)
            {
                work(values);
            }

            figures[round] = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        }

        return Measuring.Statistics.Median(figures);
    }

    /// <summary>Levels, drifts, teeth and steps in turn, with noise, a few wild values and gaps.</summary>
    private static double[] Column(int samples, int column)
    {
        var random = new Random(column);
        double[] values = new double[samples];
        double state = 0;
        for (int i = 0; i < samples; i++)
        {
            state = (0.9 * state) + random.NextDouble() - 0.5;
            values[i] = 100 + state + (column % 4) switch
            {
                1 => 20.0 * i / samples,
                2 => i % 5000 / 500.0,
                3 when i > samples * 0.6 => 10,
                _ => 0,
            };
            if (i % 50_000 == 77)
            {
                values[i] *= 3;
            }
            else if (i % 1000 == 5)
            {
                values[i] = double.NaN;
            }
        }

        return values;
    }
}
