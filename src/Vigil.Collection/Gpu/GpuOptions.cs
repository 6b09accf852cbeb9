namespace Vigil.Collection.Gpu;

/// <summary>How accelerators are read.</summary>
public sealed record GpuOptions
{
    /// <summary>Environment variable that names another NVML library; read where <see cref="NvmlLibraryPath"/> is null.</summary>
    public const string NvmlLibraryVariable = "VIGIL_NVML_LIBRARY";

    /// <summary>
    /// NVIDIA's management library. Null, the default: what <see cref="NvmlLibraryVariable"/> names, else the places
    /// where drivers install it. A file that is named and cannot be loaded means no NVIDIA GPU.
    /// </summary>
    public string? NvmlLibraryPath { get; init; }

    /// <summary>
    /// How long a driver may take to answer before its readings count as missing. Default 5 s; above zero.
    /// </summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a lost GPU, a GPU that was not there and the list of MIG instances are looked at again. Default 60 s.
    /// </summary>
    public TimeSpan RecheckInterval { get; init; } = TimeSpan.FromSeconds(60);
}
