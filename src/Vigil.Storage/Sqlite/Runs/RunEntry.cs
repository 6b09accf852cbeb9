using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Training;

namespace Vigil.Storage.Sqlite.Runs;

/// <summary>A run with what leads to its rows in other tables.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Record">What readers see.</param>
/// <param name="Samples">Where its MetricsSample rows are.</param>
/// <param name="Events">Where its TrainingEvent rows are.</param>
/// <param name="Steps">Where its StepMetric rows are.</param>
internal sealed record RunEntry(long Number, RunRecord Record, RowRange Samples, RowRange Events, RowRange Steps);
