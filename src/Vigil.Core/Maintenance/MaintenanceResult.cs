namespace Vigil.Core.Maintenance;

/// <summary>What maintenance did.</summary>
/// <param name="SpansRolledUp">Spans of a run that were reduced to minutes or hours.</param>
/// <param name="BlocksDeleted">Blocks of packed samples that were deleted.</param>
/// <param name="SpansDeleted">Spans of roll-ups that were deleted.</param>
/// <param name="RecordsDeleted">Records that were deleted as a whole.</param>
/// <param name="BytesReturned">Bytes by which the file may shrink at the next checkpoint.</param>
/// <param name="BytesTooMany">Bytes above the policy's bound that nothing it may delete is left for; 0 for none.</param>
public sealed record MaintenanceResult(int SpansRolledUp, int BlocksDeleted, int SpansDeleted, int RecordsDeleted, long BytesReturned, long BytesTooMany);
