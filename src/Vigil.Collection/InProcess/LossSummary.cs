namespace Vigil.Collection.InProcess;

/// <summary>One loss over a training session.</summary>
/// <param name="Latest">The latest value; may be NaN or infinite.</param>
/// <param name="Mean">Mean of all finite values of the session; NaN when there was none.</param>
/// <param name="Minimum">Least finite value; NaN when there was none.</param>
/// <param name="Count">Values that were logged, those that are not finite included.</param>
public readonly record struct LossSummary(double Latest, double Mean, double Minimum, long Count);
