using Vigil.Analysis.Evidence;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Cli.Plot;

/// <summary>
/// The memory of the run's processes on top of each other. Each stretch of time is told by the sample in which they held
/// the most together, so that the parts add up to what was there at one moment, and no peak is lost.
/// </summary>
internal sealed class ProcessStack(RunEvidence evidence, int points)
{
    private const int MostShown = 7;

    /// <summary>The main process, the largest others, and the rest together; lowest first.</summary>
    public IReadOnlyList<ChartSeries> Create()
    {
        SubjectSeries[] processes = [.. evidence.Of(SubjectKind.Process)
            .Where(process => process.Count > 0)
            .OrderByDescending(process => process.Attribute(SubjectAttributes.Role) == ProcessRoles.Main)
            .ThenByDescending(process => Bytes(process).Where(double.IsFinite).DefaultIfEmpty(0).Max())];
        if (processes.Length == 0)
        {
            return [];
        }

        double[] moments = Moments(processes);
        var layers = new List<ChartSeries>();
        var rest = new double[moments.Length];
        for (int i = 0; i < processes.Length; i++)
        {
            double[] held = At(processes[i], moments);
            if (i < MostShown)
            {
                layers.Add(Layer(NameOf(processes[i]), moments, held));
            }
            else
            {
                for (int j = 0; j < rest.Length; j++)
                {
                    rest[j] += held[j];
                }
            }
        }

        if (processes.Length > MostShown)
        {
            layers.Add(Layer($"{processes.Length - MostShown} others", moments, rest));
        }

        return layers;
    }

    private static ChartSeries Layer(string name, double[] times, double[] values) => new(name, new ThinnedSeries(times, values, values, values));

    private static string NameOf(SubjectSeries process) =>
        $"{process.Attribute(SubjectAttributes.Role) ?? "process"} {process.Attribute(SubjectAttributes.Pid) ?? process.Subject.Key}";

    /// <summary>Proportional memory where it was read, since shared pages then count once; else resident.</summary>
    private static double[] Bytes(SubjectSeries process)
    {
        double[] resident = process.Values(ProcessMetrics.Resident);
        double[] proportional = process.Values(ProcessMetrics.Proportional);
        return [.. resident.Select((value, i) => double.IsNaN(proportional[i]) ? value : proportional[i])];
    }

    /// <summary>Of each stretch the moment at which all together held the most.</summary>
    private double[] Moments(SubjectSeries[] processes)
    {
        var together = new Dictionary<double, double>();
        foreach (SubjectSeries process in processes)
        {
            double[] held = Bytes(process);
            for (int i = 0; i < held.Length; i++)
            {
                if (double.IsFinite(held[i]))
                {
                    together[process.Times[i]] = together.GetValueOrDefault(process.Times[i]) + held[i];
                }
            }
        }

        return [.. together
            .Select(pair => (Time: pair.Key, Held: pair.Value, Stretch: ThinnedSeries.IndexOf(pair.Key, evidence.From, evidence.To, points)))
            .Where(moment => moment.Stretch is not null)
            .GroupBy(moment => moment.Stretch)
            .Select(stretch => stretch.MaxBy(moment => moment.Held).Time)
            .Order()];
    }

    /// <summary>What a process held at each moment; 0 where it was not there.</summary>
    private static double[] At(SubjectSeries process, double[] moments)
    {
        double[] held = Bytes(process);
        var byTime = new Dictionary<double, double>(held.Length);
        for (int i = 0; i < held.Length; i++)
        {
            byTime[process.Times[i]] = held[i];
        }

        return [.. moments.Select(moment => byTime.TryGetValue(moment, out double value) && double.IsFinite(value) ? value : 0)];
    }
}
