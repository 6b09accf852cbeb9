using Vigil.Core.Runs;

namespace Vigil.Core.Live;

/// <summary>New rows of a subject, with the one before them where there is one: what counts is compared with it.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Rows">The row before, if any, and the new ones, in the order in which they were recorded.</param>
/// <param name="Before">Rows at the start that are not new: 0 or 1.</param>
public sealed record NewRows(StoredSubject Subject, SeriesTable Rows, int Before);
