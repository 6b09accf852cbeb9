using Vigil.Core.Alerts;

namespace Vigil.Alerting.Notifiers;

/// <summary>A receiver as people are shown it: nothing of its secrets.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How it is told: <c>slack</c>, <c>webhook</c>, <c>alertmanager</c>, <c>email</c>, <c>desktop</c> or <c>command</c>.</param>
/// <param name="LeastSeverity">The least severity that it is told of.</param>
/// <param name="Match">Demands that an alert must all fulfil.</param>
public sealed record ReceiverInfo(string Name, string Kind, AlertSeverity LeastSeverity, IReadOnlyList<LabelMatcher> Match);
