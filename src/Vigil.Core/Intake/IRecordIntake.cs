namespace Vigil.Core.Intake;

/// <summary>Stores what other machines recorded: each item once, however often it comes. Thread-safe.</summary>
public interface IRecordIntake : IAsyncDisposable
{
    /// <summary>Stores a batch. Items that came before are passed over; numbers that never came are counted as lost.</summary>
    /// <returns>Once it is on disk, or cannot be.</returns>
    Task<IntakeResult> StoreAsync(RecordBatch batch, CancellationToken cancellationToken);
}
