namespace Vigil.Analysis.Findings;

/// <summary>How much a finding matters. The names are printed in lower case: a contract.</summary>
public enum Severity
{
    /// <summary>Something could be better.</summary>
    Info,

    /// <summary>Something costs much, or is about to fail.</summary>
    Warning,

    /// <summary>Something failed, or is failing.</summary>
    Critical,
}
