using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Death;

/// <summary>A piece of evidence and how far it alone would convince, 0 to 1.</summary>
internal readonly record struct Clue(double Weight, EvidenceItem Item);
