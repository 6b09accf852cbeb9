namespace Vigil.Core.Intake;

/// <summary>What became of a batch.</summary>
public enum IntakeState
{
    /// <summary>It stands in the store, all of it.</summary>
    Stored,

    /// <summary>The record is not known: send the batch again with its start.</summary>
    Unknown,

    /// <summary>A record of that id was recorded here, by another: nothing may be added to it.</summary>
    Occupied,

    /// <summary>The store cannot take it now: send it again later.</summary>
    Unavailable,
}
