namespace Vigil.Core.Operations;

/// <summary>An operation as stored.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="RunId">The record it belongs to; null for none.</param>
public sealed record StoredOperation(Operation Operation, string? RunId);
