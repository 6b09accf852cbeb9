using Vigil.Core.Runs;
using Vigil.Core.Training;

namespace Vigil.Core.Live;

/// <summary>What was recorded of a run since a cursor.</summary>
/// <param name="Cursor">Where to go on.</param>
/// <param name="Run">The run as it stands.</param>
/// <param name="Samples">New rows of each subject that has any.</param>
/// <param name="Events">New events.</param>
/// <param name="Steps">New steps.</param>
/// <param name="Output">New output, each piece with its offset.</param>
public sealed record RunChanges(
    RunCursor Cursor,
    RunRecord Run,
    IReadOnlyList<NewRows> Samples,
    IReadOnlyList<StoredEvent> Events,
    IReadOnlyList<StepReading> Steps,
    IReadOnlyList<StoredOutput> Output);
