using Vigil.Storage.Sqlite.Output;

namespace Vigil.Storage.Sqlite.Writing;

/// <summary>Bounds of a writer.</summary>
internal sealed record WriterSettings(
    int QueueBytes,
    int MostStepsPerSecond,
    int TailSamples,
    TimeSpan CommitInterval,
    OutputLimits Output);
