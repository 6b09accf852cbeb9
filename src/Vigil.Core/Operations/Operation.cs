namespace Vigil.Core.Operations;

/// <summary>Something that had a start, an end and an outcome.</summary>
public readonly record struct Operation
{
    /// <summary>Type and name. Equal keys may be one object, which spares memory.</summary>
    public required OperationKey Key { get; init; }

    /// <summary>When it started, nanoseconds since the Unix epoch.</summary>
    public required long StartUnixNanoseconds { get; init; }

    /// <summary>How long it took, nanoseconds; 0 or more.</summary>
    public required long DurationNanoseconds { get; init; }

    /// <summary>How it ended.</summary>
    public OperationOutcome Outcome { get; init; }

    /// <summary>How often it was tried again; 0 or more.</summary>
    public int Retries { get; init; }

    /// <summary>The trace that it is part of, as in W3C trace contexts; 0 for none.</summary>
    public UInt128 TraceId { get; init; }

    /// <summary>Its own id, unique in the trace; 0 for none.</summary>
    public ulong SpanId { get; init; }

    /// <summary>Id of the operation that it is part of; 0 for none.</summary>
    public ulong ParentSpanId { get; init; }

    /// <summary>What few operations have; null for none of it.</summary>
    public OperationDetail? Detail { get; init; }
}
