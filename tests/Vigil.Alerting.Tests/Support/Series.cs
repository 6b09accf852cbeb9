using Vigil.Alerting.Conditions;
using Vigil.Alerting.Watching;
using Vigil.Core.Runs;

namespace Vigil.Alerting.Tests.Support;

/// <summary>Asks a condition about numbers, one a second.</summary>
internal static class Series
{
    /// <summary>What it says at the last of them.</summary>
    public static Judgement Ask(this ICondition condition, IReadOnlyList<double> values, bool isFiring = false, double later = 0)
    {
        Observed observed = Observe(values, values.Count - 1, isFiring, null, later);
        return condition.Judge(observed);
    }

    /// <summary>What it says at each of them, with what it keeps in between.</summary>
    public static Judgement[] AskAll(this ICondition condition, IReadOnlyList<double> values)
    {
        var judgements = new List<Judgement>();
        double[]? memory = null;
        bool firing = false;
        for (int i = 0; i < values.Count; i++)
        {
            Observed observed = Observe(values, i, firing, memory, 0);
            judgements.Add(condition.Judge(observed));
            memory = observed.Memory;
            firing = judgements[^1].Truth == Truth.Yes || (firing && judgements[^1].Truth == Truth.Unknown);
        }

        return [.. judgements];
    }

    private static Observed Observe(IReadOnlyList<double> values, int at, bool isFiring, double[]? memory, double later)
    {
        double[] times = [.. Enumerable.Range(0, values.Count).Select(i => Stage.Start + i)];
        var run = new RunRecord
        {
            Start = new RunStart { Id = "r", Name = "r", Command = [], WorkingDirectory = "/", StartedAt = Stage.Start, SampleIntervalSeconds = 1, Recorder = new RecorderIdentity("box", "", 1, 1) },
            State = RunState.Running,
            LastSeenAt = times[at],
        };
        var record = new RecordView(null!, run, double.NegativeInfinity, double.PositiveInfinity);
        return new Observed(new Target(new Dictionary<string, string>(), () => new TimeSeries(times, [.. values], "1"), record), times[at] + later, isFiring, memory);
    }
}
