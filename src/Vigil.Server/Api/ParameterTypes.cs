using System.Text.Json.Serialization;

namespace Vigil.Server.Api;

/// <summary>The types of parameters, for the description of the interface: told at build time, not found by reflection.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool?))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(long?))]
[JsonSerializable(typeof(double?))]
internal sealed partial class ParameterTypes : JsonSerializerContext;
