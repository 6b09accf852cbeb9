namespace Vigil.Core.Training;

/// <summary>Where a step was read. The numbers are stored.</summary>
public enum StepSource
{
    /// <summary>The program's own output.</summary>
    Output = 1,

    /// <summary>The Python client.</summary>
    Client = 2,

    /// <summary>A TensorBoard event file.</summary>
    TensorBoard = 3,

    /// <summary>The .NET <c>TrainingMonitor</c>.</summary>
    DotNet = 4,
}
