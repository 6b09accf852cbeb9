namespace Vigil.Server.Prometheus;

/// <summary>A metric as Prometheus sees it.</summary>
/// <param name="Name">Full name; that of a counter ends in <c>_total</c>.</param>
/// <param name="Type">Its type.</param>
/// <param name="Help">One sentence for people, without a full stop.</param>
/// <param name="Unit">Unit, which the name then ends in (before <c>_total</c>); empty for none.</param>
internal sealed record Family(string Name, FamilyType Type, string Help, string Unit = "");
