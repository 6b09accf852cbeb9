using Vigil.Logs.Errors.Patterns;

namespace Vigil.Logs.Errors.Reading;

/// <summary>
/// Tells the cause from its echoes. What says most of the cause wins (see <see cref="PatternRole"/>); among equals what
/// was said first. What training went on after counts less, and what follows an interruption is its consequence.
/// </summary>
internal static class PrimaryChoice
{
    /// <summary>Lines of progress after which a failure was survived; ranks that have not failed yet print fewer.</summary>
    private const int SurvivedAfter = 20;

    /// <summary>Chooses among findings that are not warnings.</summary>
    public static BookedFinding? Choose(IReadOnlyList<BookedFinding> findings, long progress)
    {
        BookedFinding? best = null;
        BookedFinding? interruption = null;
        foreach (BookedFinding finding in findings)
        {
            if (best is null || Weight(finding, progress) > Weight(best, progress))
            {
                best = finding;
            }

            if (finding.Finding.Class == CauseClass.Interrupted && finding.Role >= PatternRole.Loose && !IsSurvived(finding, progress)
                && (interruption is null || finding.Role > interruption.Role))
            {
                interruption = finding;
            }
        }

        if (best is null || interruption is null || best.Finding.Class == CauseClass.Interrupted || IsSurvived(best, progress))
        {
            return interruption is not null && best is not null && IsSurvived(best, progress) ? interruption : best;
        }

        int firstInterruption = findings.First(finding => finding.Finding.Class == CauseClass.Interrupted && finding.Role >= PatternRole.Loose).Order;
        return firstInterruption < best.Order ? interruption : best;
    }

    /// <summary>Whether training went on long after.</summary>
    public static bool IsSurvived(BookedFinding finding, long progress) =>
        finding.Finding.Class != CauseClass.NanOrDivergence && progress - finding.ProgressAtLast > SurvivedAfter;

    private static int Weight(BookedFinding finding, long progress) => (2 * (int)finding.Role) - (IsSurvived(finding, progress) ? 5 : 0);
}
