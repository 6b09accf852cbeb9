using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Core.Intake;

/// <summary>One thing that was recorded elsewhere, by the clock of where it was recorded.</summary>
public abstract record RecordedItem;

/// <summary>A sample.</summary>
/// <param name="UnixMilliseconds">When, milliseconds since the Unix epoch.</param>
/// <param name="Subjects">What had readings.</param>
/// <param name="Totals">The figures of the whole.</param>
public sealed record RecordedSample(long UnixMilliseconds, IReadOnlyList<RecordedRow> Subjects, SampleTotals Totals) : RecordedItem;

/// <summary>The readings of one subject in a sample.</summary>
/// <param name="Subject">The subject; the same instance for as long as nothing about it changes.</param>
/// <param name="Values">By <see cref="Metric.Index"/>: stored integers or <see cref="Reading.NotAvailable"/>.</param>
public sealed record RecordedRow(RecordedSubject Subject, long[] Values);

/// <summary>A subject as its recorder described it.</summary>
/// <param name="Table">Its columns, and so its kind.</param>
/// <param name="Key">Its stable name within the record.</param>
/// <param name="Attributes">What is known about it.</param>
public sealed record RecordedSubject(MetricTable Table, string Key, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A step.</summary>
/// <param name="Step">What is known of it.</param>
public sealed record RecordedStep(StepReading Step) : RecordedItem;

/// <summary>An event.</summary>
/// <param name="Event">What happened.</param>
public sealed record RecordedEvent(RunEvent Event) : RecordedItem;

/// <summary>A piece of output.</summary>
/// <param name="Stream">Where it came from.</param>
/// <param name="Offset">Bytes of the stream before it.</param>
/// <param name="Bytes">As printed.</param>
/// <param name="UnixMilliseconds">When it was read.</param>
public sealed record RecordedOutput(OutputStream Stream, long Offset, byte[] Bytes, long UnixMilliseconds) : RecordedItem;

/// <summary>The end of the record.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Summary">Its summary; null for none.</param>
public sealed record RecordedEnd(RunOutcome Outcome, JsonObject? Summary) : RecordedItem;
