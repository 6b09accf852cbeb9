using Vigil.Core.Events;
using Vigil.Core.Training;

namespace Vigil.Core.Training;

/// <summary>Takes what a source learns of the training. Never blocks and never throws.</summary>
public interface ITrainingSink : IEventSink
{
    /// <summary>
    /// Takes one step. A later reading of the same step and source holds values that the source told afterwards.
    /// </summary>
    void Take(StepReading step);
}
