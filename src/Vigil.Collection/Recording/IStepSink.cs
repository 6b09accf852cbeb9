using Vigil.Core.Training;

namespace Vigil.Collection.Recording;

/// <summary>Takes steps from whoever reads them. Never blocks and never throws.</summary>
public interface IStepSink
{
    /// <summary>Takes one step.</summary>
    void Accept(StepReading step);
}
