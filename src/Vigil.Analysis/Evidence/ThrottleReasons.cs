namespace Vigil.Analysis.Evidence;

/// <summary>Bits of why the clocks of an accelerator are held down, as the driver numbers them.</summary>
internal static class ThrottleReasons
{
    /// <summary>The power limit holds them down.</summary>
    public const long PowerCap = 0x4;

    /// <summary>The hardware slows down: heat, power, or a fault; the driver gives the closer reason too where it knows it.</summary>
    public const long HardwareSlowdown = 0x8;

    /// <summary>The driver slows down for heat.</summary>
    public const long SoftwareThermal = 0x20;

    /// <summary>The hardware slows down for heat.</summary>
    public const long HardwareThermal = 0x40;

    /// <summary>The power supply asks for less.</summary>
    public const long PowerBrake = 0x80;

    /// <summary>Heat, in any way.</summary>
    public const long Thermal = SoftwareThermal | HardwareThermal;

    /// <summary>All that slow the accelerator.</summary>
    public const long Slowing = PowerCap | HardwareSlowdown | Thermal | PowerBrake;
}
