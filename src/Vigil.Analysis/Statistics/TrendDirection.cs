namespace Vigil.Analysis.Statistics;

/// <summary>Where a series goes. Printed in lower case (<c>unknown</c>, <c>increasing</c>, <c>stable</c>, <c>decreasing</c>): a contract.</summary>
public enum TrendDirection
{
    /// <summary>Too few values to tell.</summary>
    Unknown,

    /// <summary>It rises, significantly and by enough to matter.</summary>
    Increasing,

    /// <summary>It does neither.</summary>
    Stable,

    /// <summary>It falls, significantly and by enough to matter.</summary>
    Decreasing,
}
