using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Recommendations;

/// <summary>
/// Turns the remedies that rules name into what this run should do: in its own words, at the places of its own configuration,
/// each thing once, nothing that it does already, and nothing that would undo what is more urgent.
/// </summary>
public static class RecommendationBuilder
{
    /// <summary>Makes the plan.</summary>
    /// <param name="findings">What the rules found.</param>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="explaining">Ids of the rules that explain how the run ended: before all others of their severity. Null: none.</param>
    public static RecommendationPlan Build(IEnumerable<Finding> findings, RunSettings settings, IReadOnlySet<string>? explaining = null)
    {
        var setAside = new List<SetAsideRemedy>();

        // The order of a rule's own remedies decides between equals: sorting is stable.
        List<Proposal> proposals = [.. findings
            .SelectMany(finding => Proposal.All(finding, settings))
            .OrderByDescending(proposal => proposal.Finding.Severity)
            .ThenByDescending(proposal => explaining?.Contains(proposal.Finding.RuleId) == true)
            .ThenByDescending(proposal => proposal.Weight)];
        List<Proposal[]> kept = [];
        foreach (Proposal[] group in proposals.GroupBy(proposal => proposal.Key).Select(group => group.ToArray()))
        {
            Proposal strongest = group[0];
            if (ReasonAgainst(strongest, kept) is { } reason)
            {
                setAside.AddRange(group.Select(proposal => new SetAsideRemedy(proposal.Finding.RuleId, proposal.Remedy, reason)));
            }
            else
            {
                kept.Add(group);
            }
        }

        List<Recommendation> recommendations = [];
        foreach (Proposal[] group in kept)
        {
            Recommendation next = Make(group, recommendations.Count + 1);
            recommendations.Add(next with { AlternativeTo = FirstFor(next, recommendations) });
        }

        return new RecommendationPlan(recommendations, setAside);
    }

    /// <summary>A rule names its remedies as ways to one end, the best first: of those that can be written one is enough.</summary>
    private static int? FirstFor(Recommendation next, List<Recommendation> before) => next.Changes.Count == 0
        ? null
        : before.Find(one => one.RuleId == next.RuleId && one.Changes.Count > 0 && one.AlternativeTo is null)?.Number;

    /// <summary>Why a remedy is not recommended beside those that are more urgent; null when it is.</summary>
    private static string? ReasonAgainst(Proposal proposal, List<Proposal[]> kept)
    {
        if (proposal.IsDone)
        {
            return $"The run has {proposal.InForce!.Place.Path}: {Proposal.Text(proposal.InForce.Written)} already.";
        }

        if (proposal.Remedy.Setting is not { } setting)
        {
            return null;
        }

        if (kept.Find(group => group[0].Remedy.Setting == setting) is { } same)
        {
            Proposal other = same[0];
            string relation = other.Direction * proposal.Direction < 0 ? "the opposite" : "another value of the same setting";
            return $"{other.Finding.RuleId} asks for {relation} ({Proposal.Text(other.Remedy.Value)}), and {Stronger(other, proposal)}.";
        }

        return kept.Find(group => Undoes(proposal, group[0])) is { } undone
            ? $"It would cost the memory that '{undone[0].Remedy.Title}' ({undone[0].Finding.RuleId}) is to save, and {Stronger(undone[0], proposal)}."
            : null;
    }

    private static string Stronger(Proposal one, Proposal other) => one.Finding.Severity > other.Finding.Severity
        ? $"is {Word(one.Finding.Severity)} where this is {Word(other.Finding.Severity)}"
        : one.Weight > other.Weight ? "is surer or does more" : "comes first";

    private static string Word(Severity severity) => severity switch { Severity.Critical => "critical", Severity.Warning => "a warning", _ => "information" };

    /// <summary>More memory where a more severe finding asks for less. Of equals both stand: a worker more may be paid by a smaller batch.</summary>
    private static bool Undoes(Proposal proposal, Proposal other)
    {
        if (other.Finding.Severity <= proposal.Finding.Severity || other.Remedy.Setting is not { } otherSetting)
        {
            return false;
        }

        (int main, int device) = MemoryCost.Of(proposal.Remedy.Setting!.Value, proposal.Direction);
        (int otherMain, int otherDevice) = MemoryCost.Of(otherSetting, other.Direction);
        bool ofMain = other.Remedy.Effect?.Quantity != "gpu_memory";
        bool ofDevice = other.Remedy.Effect?.Quantity != "memory";
        return (main > 0 && otherMain < 0 && ofMain) || (device > 0 && otherDevice < 0 && ofDevice);
    }

    private static Recommendation Make(Proposal[] group, int number)
    {
        Proposal strongest = group[0];
        Remedy remedy = strongest.Remedy;
        SettingChange[] changes = [.. strongest.Occurrences.SelectMany(occurrence => occurrence.ChangesTo(remedy.Value)).DistinctBy(change => change.Place)];
        string[] rules = [.. group.Select(proposal => proposal.Finding.RuleId).Distinct()];
        SettingChange? first = changes.FirstOrDefault();
        SettingOccurrence? current = first is null ? null : strongest.Occurrences.FirstOrDefault(occurrence => occurrence.Place == first.Place);
        return new Recommendation
        {
            Number = number,
            Severity = strongest.Finding.Severity,
            Title = remedy.Title,
            Action = RunWords.Action(remedy.Action, changes, strongest.Occurrences),
            Impact = rules.Length > 1 ? $"{remedy.Impact} ({rules.Length} rules ask for it)" : remedy.Impact,
            Effect = remedy.Effect,
            Setting = remedy.Setting,
            Place = first?.Place,
            CurrentValue = current?.Written?.DeepClone(),
            RecommendedValue = first is null ? remedy.Value?.DeepClone() : first.Value?.DeepClone(),
            Evidence = [.. group.SelectMany(proposal => proposal.Finding.Evidence).Distinct()],
            Confidence = strongest.Finding.Confidence,
            RuleId = strongest.Finding.RuleId,
            AskedBy = rules,
            Changes = changes,
        };
    }
}
