namespace Vigil.Core.Devices;

/// <summary>Keeps what is known of devices beside their records. Thread-safe.</summary>
public interface IDeviceRegistry
{
    /// <summary>All descriptions, by name.</summary>
    IReadOnlyDictionary<string, DeviceDescription> Descriptions();

    /// <summary>How far the records of other machines have come, by record.</summary>
    IReadOnlyDictionary<string, IntakeStatus> Intakes();

    /// <summary>Puts a description in the place of the one before.</summary>
    /// <returns>False when the store cannot be written.</returns>
    bool Describe(DeviceDescription description);
}
