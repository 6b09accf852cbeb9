using System.Runtime.InteropServices;

namespace Vigil.Analysis.Steps;

/// <summary>One report of a step, and the time since the report before.</summary>
/// <param name="Step">Number of the step.</param>
/// <param name="At">When it was reported, seconds since the Unix epoch.</param>
/// <param name="Seconds">How long a step took: as the program says, else the time since the report before, divided among the steps between; NaN when not known.</param>
/// <param name="DataSeconds">How long it waited for data; NaN when the program does not say.</param>
/// <param name="Steps">Steps since the report before; 1 for the first, and where the count began anew.</param>
/// <param name="ElapsedSeconds">Time since the report before; NaN for the first, and where the count or the clock went back.</param>
/// <param name="Epoch">Epoch; NaN when the program does not say.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StepTime(long Step, double At, double Seconds, double DataSeconds, long Steps, double ElapsedSeconds, double Epoch);
