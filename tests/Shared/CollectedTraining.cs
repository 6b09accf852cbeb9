using System.Text;
using Vigil.Logs.Progress;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Training;

namespace Vigil.Testing;

/// <summary>Keeps what a source tells, for tests to look at.</summary>
internal sealed class CollectedTraining : ITrainingSink
{
    public List<StepReading> Steps { get; } = [];

    public List<RunEvent> Events { get; } = [];

    public void Take(StepReading step) => Steps.Add(step);

    public void Emit(RunEvent runEvent) => Events.Add(runEvent);

    /// <summary>Prints lines, each a tenth of a second after the one before.</summary>
    public static CollectedTraining Print(params string[] lines)
    {
        var collected = new CollectedTraining();
        var reader = new OutputStepReader(collected);
        double now = 1000;
        foreach (string line in lines)
        {
            string ended = line.EndsWith('\r') || line.EndsWith('\n') ? line : line + "\n";
            reader.Read(OutputStream.Merged, Encoding.UTF8.GetBytes(ended), now);
            now += 0.1;
        }

        reader.Complete(now);
        return collected;
    }
}
