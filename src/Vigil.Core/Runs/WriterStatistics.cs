namespace Vigil.Core.Runs;

/// <summary>What a writer could not store, and what it holds in memory.</summary>
/// <param name="DroppedSamples">Samples dropped because the store did not keep up.</param>
/// <param name="DroppedSteps">Steps dropped.</param>
/// <param name="DroppedEvents">Events dropped.</param>
/// <param name="DroppedLogBytes">Log bytes dropped because the store did not keep up (not those cut by the size limit).</param>
/// <param name="PendingBytes">Bytes waiting in memory.</param>
/// <param name="StoredBytes">Bytes handed to the store so far.</param>
/// <param name="LastError">The latest failure, a sentence for people; null when there was none.</param>
public readonly record struct WriterStatistics(
    long DroppedSamples,
    long DroppedSteps,
    long DroppedEvents,
    long DroppedLogBytes,
    long PendingBytes,
    long StoredBytes,
    string? LastError);
