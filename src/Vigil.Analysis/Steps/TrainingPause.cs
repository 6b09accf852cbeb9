using System.Runtime.InteropServices;

namespace Vigil.Analysis.Steps;

/// <summary>An interruption of the steps.</summary>
/// <param name="From">First instant, seconds since the Unix epoch.</param>
/// <param name="To">Last instant.</param>
/// <param name="With">What it was for.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TrainingPause(double From, double To, StepCoincidence With)
{
    /// <summary>How long.</summary>
    public double Seconds => To - From;
}
