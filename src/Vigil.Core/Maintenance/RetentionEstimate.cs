namespace Vigil.Core.Maintenance;

/// <summary>What a policy would delete now.</summary>
/// <param name="Samples">Samples that are too old.</param>
/// <param name="MinuteSpans">Spans of roll-ups to minutes that are too old.</param>
/// <param name="HourSpans">Spans of roll-ups to hours that are too old.</param>
/// <param name="BytesTooMany">Bytes above the policy's bound, before anything is deleted because of its age.</param>
public sealed record RetentionEstimate(long Samples, int MinuteSpans, int HourSpans, long BytesTooMany);
