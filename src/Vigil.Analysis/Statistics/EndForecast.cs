namespace Vigil.Analysis.Statistics;

/// <summary>When a training will have made all its steps.</summary>
/// <param name="At">When, on the clock of the steps, seconds.</param>
/// <param name="Earliest">Earliest time (95 %).</param>
/// <param name="Latest">Latest time (95 %).</param>
/// <param name="SecondsPerStep">Mean time of a step, pauses included.</param>
/// <param name="RemainingSteps">Steps still to make.</param>
public sealed record EndForecast(double At, double Earliest, double Latest, double SecondsPerStep, long RemainingSteps);
