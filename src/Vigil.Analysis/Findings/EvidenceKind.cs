namespace Vigil.Analysis.Findings;

/// <summary>What a piece of evidence is.</summary>
public enum EvidenceKind
{
    /// <summary>Samples of a series.</summary>
    Samples,

    /// <summary>Training steps.</summary>
    Steps,

    /// <summary>A recorded event.</summary>
    Event,

    /// <summary>A line of the log.</summary>
    LogLine,

    /// <summary>How the program ended: exit code, signal.</summary>
    Outcome,

    /// <summary>A setting of the run.</summary>
    Setting,
}
