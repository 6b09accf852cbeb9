using Vigil.Analysis.Findings;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Death;

/// <summary>One verdict on how a run ended, with what speaks for and against it.</summary>
public sealed record DeathCertificate
{
    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>One sentence: what happened, to whom, with the figure that matters most.</summary>
    public required string Headline { get; init; }

    /// <summary>How sure, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>What speaks for it, the strongest first; never empty.</summary>
    public required IReadOnlyList<EvidenceItem> For { get; init; }

    /// <summary>What speaks against it, or is missing.</summary>
    public IReadOnlyList<EvidenceItem> Against { get; init; } = [];

    /// <summary>The line of the log that tells it; null when the log does not.</summary>
    public LogFinding? LogCause { get; init; }

    /// <summary>When the fatal thing happened, seconds since the Unix epoch; null for an end without one.</summary>
    public double? At { get; init; }

    /// <summary>Last training step before it; null when there was none.</summary>
    public long? Step { get; init; }

    /// <summary>True when the run did not do what it should.</summary>
    public bool IsFailure => Verdict is not (Verdict.Success or Verdict.Running or Verdict.Detached or Verdict.Unknown or Verdict.Interrupted);
}
