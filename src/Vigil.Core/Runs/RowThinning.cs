namespace Vigil.Core.Runs;

/// <summary>
/// Which rows of a long run are read: of each stretch of time one, and all of the last part. What grows and only grows loses
/// nothing by it; a level becomes a sample. The default value keeps every row.
/// </summary>
/// <param name="StretchMilliseconds">Length of a stretch; 0 keeps every row.</param>
/// <param name="WholeFromUnixMilliseconds">From this instant on every row is kept.</param>
public readonly record struct RowThinning(long StretchMilliseconds, long WholeFromUnixMilliseconds)
{
    /// <summary>Whether the row of an instant is kept, when the row before it in time is known.</summary>
    public bool Keeps(long previousUnixMilliseconds, long unixMilliseconds) =>
        StretchMilliseconds <= 0
        || unixMilliseconds >= WholeFromUnixMilliseconds
        || Math.DivRem(unixMilliseconds, StretchMilliseconds).Quotient != Math.DivRem(previousUnixMilliseconds, StretchMilliseconds).Quotient;
}
