using Vigil.Analysis.Recommendations;

namespace Vigil.Server.Applying;

/// <summary>What applying recommendations comes to.</summary>
/// <param name="Applied">The recommendations.</param>
/// <param name="Alternatives">Recommendations that would serve the same ends instead, and were not picked.</param>
/// <param name="Files">Files to be written.</param>
/// <param name="Command">The command line to start the program with; the old one where it does not change.</param>
/// <param name="CommandChanges">Whether the command line is another than before.</param>
public sealed record ApplyPlan(IReadOnlyList<Recommendation> Applied, IReadOnlyList<Recommendation> Alternatives, IReadOnlyList<FilePatch> Files, IReadOnlyList<string> Command, bool CommandChanges);
