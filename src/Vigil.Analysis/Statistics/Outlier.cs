namespace Vigil.Analysis.Statistics;

/// <summary>A value far from what stands around it.</summary>
/// <param name="Index">Its row.</param>
/// <param name="Time">When, seconds.</param>
/// <param name="Value">What it is.</param>
/// <param name="Expected">What stands around it.</param>
/// <param name="Strength">Distance in units of the spread of the other values, comparable to a number of standard deviations.</param>
/// <param name="PValue">Probability of so distant a value among all of the series, adjusted for their number.</param>
public readonly record struct Outlier(int Index, double Time, double Value, double Expected, double Strength, double PValue);
