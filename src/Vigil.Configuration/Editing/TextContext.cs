using System.Text.Json.Serialization;

namespace Vigil.Configuration.Editing;

/// <summary>Writes text in double quotes.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class TextContext : JsonSerializerContext;
