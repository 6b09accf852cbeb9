namespace Vigil.Analysis.Rules;

/// <summary>How a rule came out.</summary>
public enum RuleState
{
    /// <summary>There was enough to judge by, and nothing is wrong.</summary>
    Quiet,

    /// <summary>Something was found.</summary>
    Fired,

    /// <summary>The data are too thin to say.</summary>
    InsufficientData,

    /// <summary>It cannot apply to this run: no GPU, no workers, no loss.</summary>
    NotApplicable,

    /// <summary>The rule itself failed: a fault of Vigil's, not of the run.</summary>
    Failed,
}
