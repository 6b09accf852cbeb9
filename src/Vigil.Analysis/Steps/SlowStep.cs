namespace Vigil.Analysis.Steps;

/// <summary>A step that took longer than steps of this run do.</summary>
/// <param name="Step">Its number.</param>
/// <param name="At">When it ended, seconds since the Unix epoch.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="With">What happened during it; empty when nothing is known.</param>
public sealed record SlowStep(long Step, double At, double Seconds, IReadOnlyList<StepCoincidence> With);
