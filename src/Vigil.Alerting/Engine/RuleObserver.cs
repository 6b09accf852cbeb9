using Vigil.Alerting.Conditions;
using Vigil.Alerting.Rules;
using Vigil.Alerting.Watching;
using Vigil.Core.Alerts;
using Vigil.Core.Runs;

namespace Vigil.Alerting.Engine;

/// <summary>Asks every rule about everything that it looks at, at an instant.</summary>
/// <param name="rules">The rules.</param>
/// <param name="levels">Answers for objectives; null where nobody does.</param>
internal sealed class RuleObserver(IReadOnlyList<AlertRule> rules, IServiceLevels? levels = null)
{
    /// <summary>Most targets that one rule may have at once: what is beyond is counted, not judged.</summary>
    public const int MostTargets = 1000;

    private readonly Dictionary<string, (double At, Judgement Judgement)> _latest = [];
    private readonly Dictionary<string, double[]> _memories = [];
    private readonly HashSet<string> _changedMemories = [];

    /// <summary>How far back rules look, seconds.</summary>
    public double LongestWindow { get; } = rules.Count == 0 ? 0 : rules.Max(rule => rule.Condition.WindowSeconds);

    /// <summary>Targets that were left out the last time.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Takes what conditions had learned before.</summary>
    public void Restore(IReadOnlyDictionary<string, double[]> memories)
    {
        _memories.Clear();
        _latest.Clear();
        foreach ((string key, double[] memory) in memories)
        {
            _memories[key] = memory;
        }
    }

    /// <summary>What conditions have learned since this was asked the last time.</summary>
    public IReadOnlyDictionary<string, double[]> TakeChangedMemories()
    {
        Dictionary<string, double[]> changed = _changedMemories.ToDictionary(key => key, key => _memories[key]);
        _changedMemories.Clear();
        return changed;
    }

    /// <summary>Asks.</summary>
    /// <param name="records">Records that may matter; of several that show the same thing the first counts.</param>
    /// <param name="now">The instant, seconds since the Unix epoch.</param>
    /// <param name="isFiring">Whether an alert fires.</param>
    public List<Observation> Observe(IReadOnlyList<RecordView> records, double now, Func<string, bool> isFiring)
    {
        var observations = new List<Observation>();
        var seen = new HashSet<string>();
        LeftOut = 0;
        foreach (AlertRule rule in rules)
        {
            int count = 0;
            foreach (Target target in Targets(rule, records, now))
            {
                Dictionary<string, string> labels = Labels(rule, target);
                string fingerprint = AlertLabels.Fingerprint(labels);
                if (!seen.Add(fingerprint))
                {
                    continue;
                }

                if (++count > MostTargets)
                {
                    LeftOut++;
                    continue;
                }

                observations.Add(new Observation(rule, labels, fingerprint, target.Record?.Run.Start.Id, Judge(rule, target, fingerprint, now, isFiring)));
            }
        }

        return observations;
    }

    private static Dictionary<string, string> Labels(AlertRule rule, Target target) => new(target.Labels.Concat(rule.Labels).GroupBy(label => label.Key).ToDictionary(same => same.Key, same => same.Last().Value))
    {
        [AlertLabels.Name] = rule.Name,
        [AlertLabels.Severity] = EnumNames.ToSnakeCase(rule.Severity),
    };

    private static IEnumerable<Target> Targets(AlertRule rule, IReadOnlyList<RecordView> records, double now)
    {
        if (rule.Condition.Looks == TargetKind.Whole)
        {
            return [new Target(new Dictionary<string, string>(), null, null)];
        }

        IEnumerable<RecordView> meant = records.Where(record => rule.Records.Contains(record.Run.Start.Kind));
        return rule.Condition.Looks == TargetKind.Record
            ? meant.Where(record => record.Run.Start.StartedAt <= now).Select(record => record.Whole)
            : meant.Where(record => record.IsLive(now)).SelectMany(record => record.Find(rule.Series!, now, rule.Condition.Looks == TargetKind.SilentSeries, rule.Condition.WindowSeconds));
    }

    private Judgement Judge(AlertRule rule, Target target, string fingerprint, double now, Func<string, bool> isFiring)
    {
        if (_latest.TryGetValue(fingerprint, out (double At, Judgement Judgement) latest) && now - latest.At < rule.Condition.EverySeconds)
        {
            return latest.Judgement;
        }

        double[]? before = _memories.GetValueOrDefault(fingerprint);
        var observed = new Observed(target, now, isFiring(fingerprint), before, levels);
        Judgement judgement = rule.Condition.Judge(observed);
        if (observed.Memory is { } memory && !ReferenceEquals(memory, before))
        {
            _memories[fingerprint] = memory;
            _changedMemories.Add(fingerprint);
        }

        if (rule.Condition.EverySeconds > 0)
        {
            _latest[fingerprint] = (now, judgement);
        }

        return judgement;
    }
}
