namespace Vigil.Analysis.Steps;

/// <summary>A part of a window's time, and where it went.</summary>
/// <param name="Cause">Where it went.</param>
/// <param name="Seconds">How long.</param>
/// <param name="Percent">Share of the window, 0 to 100.</param>
/// <param name="Basis">Measured or concluded.</param>
/// <param name="Confidence">How sure, 0 to 1.</param>
public sealed record TimeShare(TimeCause Cause, double Seconds, double Percent, ShareBasis Basis, double Confidence);
