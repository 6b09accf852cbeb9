namespace Vigil.Analysis.Statistics;

/// <summary>How closely two series go together.</summary>
/// <param name="Coefficient">Spearman's ρ, −1 to 1; NaN when it cannot be told.</param>
/// <param name="PValue">Probability of so strong a one between unrelated series of the same autocorrelation, corrected for the lags tried.</param>
/// <param name="Lag">Rows by which the second follows the first; negative when it leads.</param>
/// <param name="Count">Pairs.</param>
/// <param name="EffectiveCount">Independent pairs that they are worth.</param>
public readonly record struct CorrelationResult(double Coefficient, double PValue, int Lag, int Count, double EffectiveCount);
