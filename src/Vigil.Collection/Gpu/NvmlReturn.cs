namespace Vigil.Collection.Gpu;

/// <summary>NVML's return codes that Vigil tells apart.</summary>
internal enum NvmlReturn
{
    Success = 0,
    InvalidArgument = 2,
    NotSupported = 3,
    NoPermission = 4,
    NotFound = 6,
    InsufficientSize = 7,
    DriverNotLoaded = 9,
    Timeout = 10,
    FunctionNotFound = 13,
    GpuIsLost = 15,
    ResetRequired = 16,
    OperatingSystem = 17,
    VersionMismatch = 18,
    ArgumentVersionMismatch = 25,
    GpuNotFound = 28,
    Unknown = 999,
}

/// <summary>What return codes mean to Vigil and to people.</summary>
internal static class NvmlReturns
{
    /// <summary>The device is gone until it is reset or reseated.</summary>
    public static bool IsLost(this NvmlReturn code) => code is NvmlReturn.GpuIsLost or NvmlReturn.ResetRequired;

    /// <summary>
    /// The answer will stay the same for this device and reading, so that it need not be asked again. Arguments never
    /// change here and neither do permissions; everything else may be a passing fault.
    /// </summary>
    public static bool IsPermanent(this NvmlReturn code) => code is
        NvmlReturn.NotSupported or NvmlReturn.FunctionNotFound or NvmlReturn.InvalidArgument or
        NvmlReturn.NoPermission or NvmlReturn.ArgumentVersionMismatch;

    /// <summary>The code in words.</summary>
    public static string Explain(this NvmlReturn code) => code switch
    {
        NvmlReturn.NoPermission => "no permission",
        NvmlReturn.DriverNotLoaded => "the driver is not loaded",
        NvmlReturn.GpuIsLost => "the GPU has fallen off the bus or is otherwise inaccessible",
        NvmlReturn.ResetRequired => "the GPU must be reset before it can be used again",
        NvmlReturn.OperatingSystem => "the operating system or a control group blocks the device",
        NvmlReturn.VersionMismatch => "the driver was updated and is not the one in the kernel; restart the machine",
        NvmlReturn.NotFound or NvmlReturn.GpuNotFound => "no GPU was found",
        NvmlReturn.FunctionNotFound => "the library lacks the function",
        _ => $"NVML error {(int)code}",
    };
}
