namespace Vigil.Alerting.Engine;

/// <summary>How evaluation goes on.</summary>
/// <param name="Evaluations">Evaluations made.</param>
/// <param name="Failures">Those that failed.</param>
/// <param name="LastAt">When the last one was made, seconds since the Unix epoch; null before the first.</param>
/// <param name="LastSeconds">How long it took.</param>
/// <param name="LastError">Why the last one failed; null when it did not.</param>
/// <param name="IsOurTurn">Whether this process evaluates; false when another server on the same database does.</param>
/// <param name="LeftOut">Targets that were not judged, since a rule had too many.</param>
public sealed record EngineStatus(long Evaluations, long Failures, double? LastAt, double LastSeconds, string? LastError, bool IsOurTurn, int LeftOut);
