using Vigil.Telemetry.Receiving;

namespace Vigil.Telemetry.Records;

/// <summary>One item that waits to be sent.</summary>
/// <param name="Sequence">Its number within the record.</param>
/// <param name="Signal">Which request it belongs into.</param>
/// <param name="Body">The scope, as <see cref="RecordEncoder"/> wrote it.</param>
internal readonly record struct OutboxItem(long Sequence, Signal Signal, byte[] Body);
