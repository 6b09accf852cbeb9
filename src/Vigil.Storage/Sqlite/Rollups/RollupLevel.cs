namespace Vigil.Storage.Sqlite.Rollups;

/// <summary>
/// How far samples are reduced. Rows lie on whole steps of Unix time, spans on whole spans; a span holds 240 rows, so that
/// what packing costs per column is shared by many.
/// </summary>
/// <param name="StepMilliseconds">Length of a row.</param>
/// <param name="SpanMilliseconds">Length of a span: what is rolled up, stored and deleted at once.</param>
internal sealed record RollupLevel(long StepMilliseconds, long SpanMilliseconds)
{
    /// <summary>A row a minute, four hours a span.</summary>
    public static RollupLevel Minute { get; } = new(60_000, 240 * 60_000);

    /// <summary>A row an hour, ten days a span.</summary>
    public static RollupLevel Hour { get; } = new(3_600_000, 240 * 3_600_000L);

    /// <summary>Rows of a span.</summary>
    public int Rows => (int)(SpanMilliseconds / StepMilliseconds);

    /// <summary>Start of the span that an instant lies in.</summary>
    public long SpanOf(long unixMilliseconds) => Floor(unixMilliseconds, SpanMilliseconds);

    /// <summary>The whole multiple at or before an instant.</summary>
    public static long Floor(long unixMilliseconds, long length)
    {
        long rest = unixMilliseconds % length;
        return unixMilliseconds - (rest < 0 ? rest + length : rest);
    }

    /// <summary>The whole multiple at or after an instant.</summary>
    public static long Ceiling(long unixMilliseconds, long length) => Floor(unixMilliseconds + length - 1, length);
}
