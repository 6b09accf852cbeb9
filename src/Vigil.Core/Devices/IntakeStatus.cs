namespace Vigil.Core.Devices;

/// <summary>How far a record of another machine has come.</summary>
/// <param name="RecordId">The record.</param>
/// <param name="Lost">Items that never came: the sender's buffer was full.</param>
/// <param name="ClockOffsetMilliseconds">What was last added to the sender's times.</param>
/// <param name="SeenUnixMilliseconds">When something last came, by the clock here.</param>
public sealed record IntakeStatus(string RecordId, long Lost, long ClockOffsetMilliseconds, long SeenUnixMilliseconds);
