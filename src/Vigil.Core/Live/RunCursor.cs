namespace Vigil.Core.Live;

/// <summary>
/// How far a follower of a run has read. Made of row numbers and byte counts, not of times: nothing is read twice and
/// nothing left out, whatever clocks do. The default value stands before everything.
/// </summary>
/// <param name="SampleId">Row number of the latest sample read.</param>
/// <param name="EventId">Id of the latest event read.</param>
/// <param name="StepId">Row number of the latest step read.</param>
/// <param name="OutputBytes">Bytes read of each stream, indexed by <see cref="Logs.OutputStream"/>; null before the first.</param>
public readonly record struct RunCursor(long SampleId, long EventId, long StepId, IReadOnlyList<long>? OutputBytes);
