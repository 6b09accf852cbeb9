namespace Vigil.Storage.Sqlite.Training;

/// <summary>The rows of a table that can belong to a run, others among them.</summary>
/// <param name="First">First row number.</param>
/// <param name="Last">Last row number; the largest number while the run goes on.</param>
internal readonly record struct RowRange(long First, long Last);
