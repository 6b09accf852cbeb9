namespace Vigil.Core.Operations;

/// <summary>How an operation ended. The numbers are stored.</summary>
public enum OperationOutcome
{
    /// <summary>It did what it should.</summary>
    Succeeded = 0,

    /// <summary>It did not.</summary>
    Failed = 1,

    /// <summary>Whoever asked for it no longer wanted it; it counts neither as a success nor as a failure.</summary>
    Cancelled = 2,
}
