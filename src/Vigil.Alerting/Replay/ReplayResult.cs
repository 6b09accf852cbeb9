namespace Vigil.Alerting.Replay;

/// <summary>What a replay found.</summary>
/// <param name="Alerts">Alerts that would have fired, by their start.</param>
/// <param name="Records">Records that were looked at.</param>
/// <param name="StepSeconds">Time between two evaluations.</param>
public sealed record ReplayResult(IReadOnlyList<ReplayedAlert> Alerts, int Records, double StepSeconds);
