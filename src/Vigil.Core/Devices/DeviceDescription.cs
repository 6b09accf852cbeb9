namespace Vigil.Core.Devices;

/// <summary>What people said of a device.</summary>
/// <param name="Name">The device's name, which its records carry as their host.</param>
/// <param name="Roles">What it is for, such as <c>worker</c>; none by default.</param>
/// <param name="Model">The model that it has loaded; null for none.</param>
/// <param name="Layers">Numbers of the layers of that model that it computes; none by default.</param>
public sealed record DeviceDescription(string Name, IReadOnlyList<string> Roles, string? Model, IReadOnlyList<int> Layers);
