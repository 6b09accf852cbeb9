namespace Vigil.Core.Intake;

/// <summary>What became of a batch, and why.</summary>
/// <param name="State">What became of it.</param>
/// <param name="Message">Why it was not stored, for people; null when it was.</param>
public readonly record struct IntakeResult(IntakeState State, string? Message = null);
