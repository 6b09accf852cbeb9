namespace Vigil.Server.Access;

/// <summary>Of an address that programs send to all the time: the bound on requests of one client does not hold for it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NotCountedAttribute : Attribute;
