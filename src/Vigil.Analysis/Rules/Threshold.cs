namespace Vigil.Analysis.Rules;

/// <summary>A figure that a rule holds evidence against. Each is a setting, <c>rules.</c> and <see cref="Key"/>.</summary>
/// <param name="Key">Rule's name, a dot, the figure's name with its unit: <c>gpu_low_utilization.percent</c>.</param>
/// <param name="Default">Value when nothing is set, from the documents where they name one.</param>
/// <param name="Minimum">Smallest value allowed.</param>
/// <param name="Maximum">Largest value allowed.</param>
/// <param name="Description">One sentence, with the unit.</param>
public sealed record Threshold(string Key, double Default, double Minimum, double Maximum, string Description);
