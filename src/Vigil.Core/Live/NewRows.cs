using Vigil.Core.Runs;

namespace Vigil.Core.Live;

/// <summary>New rows of a subject, with those before them where there are some: what counts is compared with the last of these.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Rows">The rows before, if any, and the new ones, in the order in which they were recorded.</param>
/// <param name="Before">Rows at the start that are not new.</param>
public sealed record NewRows(StoredSubject Subject, SeriesTable Rows, int Before);
