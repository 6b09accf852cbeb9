namespace Vigil.Core.Operations;

/// <summary>An operation that goes on.</summary>
/// <param name="Key">Type and name.</param>
/// <param name="StartUnixNanoseconds">When it started, nanoseconds since the Unix epoch.</param>
/// <param name="TraceId">The trace that it is part of; 0 for none.</param>
/// <param name="SpanId">Its own id; 0 for none.</param>
/// <param name="ParentSpanId">Id of the operation that it is part of; 0 for none.</param>
/// <param name="RunId">The record it belongs to; null for none.</param>
public sealed record ActiveOperation(OperationKey Key, long StartUnixNanoseconds, UInt128 TraceId, ulong SpanId, ulong ParentSpanId, string? RunId);
