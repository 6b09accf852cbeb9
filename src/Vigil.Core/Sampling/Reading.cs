namespace Vigil.Core.Sampling;

/// <summary>The one special value among stored integers.</summary>
public static class Reading
{
    /// <summary>The source gave no value: distinct from zero and from failure to ask.</summary>
    public const long NotAvailable = long.MinValue;
}
