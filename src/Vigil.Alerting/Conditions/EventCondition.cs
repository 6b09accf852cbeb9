using System.Text.Json.Nodes;
using Vigil.Alerting.Words;
using Vigil.Core.Events;

namespace Vigil.Alerting.Conditions;

/// <summary>Something that happened.</summary>
/// <param name="types">Types of events.</param>
/// <param name="where">What their details must hold, by member: one of these words; none of them where they start with <c>!</c>.</param>
/// <param name="seconds">How long an event counts.</param>
/// <param name="least">How many of them it takes.</param>
internal sealed class EventCondition(IReadOnlyList<string> types, IReadOnlyDictionary<string, IReadOnlyList<string>> where, double seconds, int least) : ICondition
{
    public TargetKind Looks => TargetKind.Record;

    public double WindowSeconds => seconds;

    public string Describe(string? unit) =>
        $"{(least > 1 ? $"{least} events" : "an event")} {string.Join(" or ", types)}{string.Concat(where.Select(pair => $" with {pair.Key} {string.Join(", ", pair.Value)}"))} in the last {Quantity.Duration(seconds)}";

    public Judgement Judge(Observed observed)
    {
        RunEvent[] found = [.. observed.Target.Record!.Events(observed.Now, seconds).Where(Matches)];
        return Judgement.Of(found.Length >= least, found.Length, found.Length == 0 ? null : Sentence(found[^1]));
    }

    private static string? Sentence(RunEvent one) => one.Text("explanation") ?? one.Text("text") ?? one.Text("reason") ?? one.Text("kernel");

    private bool Matches(RunEvent one) => types.Contains(one.Type) && where.All(pair =>
    {
        string word = one.Details?[pair.Key] is JsonValue value ? value.ToString() : "";
        bool excludes = pair.Value[0].StartsWith('!');
        return excludes ? !pair.Value.Any(given => given.TrimStart('!') == word) : pair.Value.Contains(word);
    });
}
