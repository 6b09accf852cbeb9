namespace Vigil.Alerting.Conditions;

/// <summary>Whether a condition holds.</summary>
internal enum Truth
{
    /// <summary>There is too little to tell: what was so before stays so.</summary>
    Unknown,

    /// <summary>It does not.</summary>
    No,

    /// <summary>It does.</summary>
    Yes,
}
