using Vigil.Alerting.Conditions;
using Vigil.Alerting.Rules;

namespace Vigil.Alerting.Engine;

/// <summary>What a rule says of one target.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Labels">The alert's labels, with the rule's own.</param>
/// <param name="Fingerprint">Their identity.</param>
/// <param name="RunId">The record that it was seen in; null for none.</param>
/// <param name="Judgement">What it says.</param>
internal sealed record Observation(AlertRule Rule, IReadOnlyDictionary<string, string> Labels, string Fingerprint, string? RunId, Judgement Judgement);
