namespace Vigil.Telemetry.Records;

/// <summary>The words by which a record travels inside requests of the OpenTelemetry protocol: docs/otlp.md.</summary>
public static class RecordWords
{
    /// <summary>Header: id of the record that a request belongs to.</summary>
    public const string RecordHeader = "Vigil-Record";

    /// <summary>Header: number of the request's first item within its record.</summary>
    public const string SequenceHeader = "Vigil-Sequence";

    /// <summary>Header: what is to be added to the sender's times, milliseconds.</summary>
    public const string OffsetHeader = "Vigil-Clock-Offset";

    /// <summary>Header of answers: when the request came and when it was answered, Unix milliseconds, a blank between.</summary>
    public const string TimeHeader = "Vigil-Time";

    internal const string Start = "vigil.record.start";
    internal const string SampleScope = "vigil.sample";
    internal const string ItemScope = "vigil.item";
    internal const string Time = "time_ms";
    internal const string Totals = "totals";
    internal const string Subjects = "subjects";
    internal const string Subject = "vigil.subject";
    internal const string StepEvent = "vigil.step";
    internal const string OutputEvent = "vigil.output";
    internal const string EndEvent = "vigil.end";
    internal const string Stream = "stream";
    internal const string Offset = "offset";
    internal const string Summary = "summary";
}
