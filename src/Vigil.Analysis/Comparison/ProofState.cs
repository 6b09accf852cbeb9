namespace Vigil.Analysis.Comparison;

/// <summary>What became of a prediction. The names, in snake case, are printed: a contract.</summary>
public enum ProofState
{
    /// <summary>The quantity was not measured in both runs, or nothing was predicted.</summary>
    NotMeasured,

    /// <summary>The measured effect lies in the predicted interval, or the intervals overlap.</summary>
    Confirmed,

    /// <summary>It went the predicted way, by less than predicted.</summary>
    Weaker,

    /// <summary>It went the predicted way, by more than predicted.</summary>
    Stronger,

    /// <summary>It did not change, or went the other way.</summary>
    Refuted,
}
