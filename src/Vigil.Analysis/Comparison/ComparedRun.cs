using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;

namespace Vigil.Analysis.Comparison;

/// <summary>A run to compare.</summary>
/// <param name="Evidence">What is known of it.</param>
/// <param name="Verdict">How it ended, everything considered.</param>
public sealed record ComparedRun(RunEvidence Evidence, Verdict Verdict);
