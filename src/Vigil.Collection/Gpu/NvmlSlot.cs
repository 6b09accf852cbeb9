namespace Vigil.Collection.Gpu;

/// <summary>A place in the driver's list: the device while it answers, what is known of it when it does not.</summary>
internal sealed class NvmlSlot(int index)
{
    /// <summary>Index in the driver's list.</summary>
    public int Index => index;

    /// <summary>The device; null while there is none that answers.</summary>
    public NvmlDevice? Device { get; private set; }

    /// <summary>Facts of the device, also once it is lost; null when it never answered.</summary>
    public GpuFacts? Facts { get; private set; }

    /// <summary>Handle of the device, also once it is lost: its last events come after it.</summary>
    public nint Handle { get; private set; }

    /// <summary>Why there is no device; null when there is.</summary>
    public NvmlReturn? Fault { get; set; }

    /// <summary>Whether this loss was told.</summary>
    public bool Told { get; set; }

    /// <summary>The device answers.</summary>
    public void Find(NvmlDevice device)
    {
        Device = device;
        Facts = device.Identity.Facts;
        Handle = device.Handle;
        Fault = null;
        Told = false;
    }

    /// <summary>The device is gone; what is known of it stays.</summary>
    public void Lose(NvmlReturn code)
    {
        Device = null;
        Fault = code;
    }
}
