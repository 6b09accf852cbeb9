using Vigil.Core.Operations;

namespace Vigil.Operations.Tests;

/// <summary>Keeps everything in memory; blocks while <see cref="Gate"/> is closed, as a store that hangs would.</summary>
internal sealed class GatheringSink : IOperationSink
{
    private readonly Lock _lock = new();

    public ManualResetEventSlim Gate { get; } = new(true);

    public List<Operation> Operations { get; } = [];

    public OperationTally Total { get; } = new();

    public IReadOnlyList<ActiveOperation> Active { get; private set; } = [];

    public OperationSinkStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return new OperationSinkStatistics(Total.Count, Operations.Count);
            }
        }
    }

    public void Write(string? runId, ReadOnlySpan<Operation> operations)
    {
        Gate.Wait();
        lock (_lock)
        {
            Operations.AddRange(operations);
            foreach (Operation operation in operations)
            {
                Total.Add(operation.DurationNanoseconds, operation.Outcome, operation.Retries);
            }
        }
    }

    public void Write(string? runId, OperationKey key, long startUnixNanoseconds, OperationTally tally)
    {
        lock (_lock)
        {
            Total.Merge(tally);
        }
    }

    public void SetActive(string? runId, IReadOnlyList<ActiveOperation> active) => Active = active;

    public bool Flush() => true;

    public void Dispose() => Gate.Dispose();
}
