namespace Vigil.Core.Operations;

/// <summary>Operations of one type and name.</summary>
/// <param name="Key">Type and name.</param>
/// <param name="Tally">How many, how they ended, how long they took.</param>
public sealed record OperationGroup(OperationKey Key, OperationTally Tally);

/// <summary>Operations that started within a stretch of time.</summary>
/// <param name="UnixSeconds">Where it starts.</param>
/// <param name="Tally">How many, how they ended, how long they took.</param>
/// <param name="Length">How long it is; the same for all steps of an answer.</param>
public sealed record OperationStep(long UnixSeconds, OperationTally Tally, TimeSpan Length);
