using Vigil.Core.Logs;

using Vigil.Core.Training;

using Vigil.Logs.Lines;

namespace Vigil.Logs.Progress;

/// <summary>
/// Reads steps and training events from what a program prints, as it prints it. One instance serves all streams of one
/// run and is used by one thread at a time.
/// </summary>
/// <param name="sink">Takes what is found.</param>
public sealed class OutputStepReader(ITrainingSink sink)
{
    private readonly StepTracker _tracker = new(sink);
    private readonly OutputLineSplitter?[] _splitters = new OutputLineSplitter?[Enum.GetValues<OutputStream>().Length];

    /// <summary>
    /// The number on the latest line of training progress, as printed: its step, or its epoch where it counts none. Null
    /// before the first.
    /// </summary>
    public long? LatestNumber => _tracker.LatestNumber;

    /// <summary>Reads bytes as they arrived.</summary>
    /// <param name="stream">Where they were printed.</param>
    /// <param name="data">The bytes; cut anywhere.</param>
    /// <param name="unixSeconds">When they arrived.</param>
    public void Read(OutputStream stream, ReadOnlySpan<byte> data, double unixSeconds)
    {
        OutputLineSplitter splitter = _splitters[(int)stream] ??= new OutputLineSplitter();
        while (splitter.TryReadLine(ref data, out ReadOnlySpan<char> line))
        {
            _tracker.Read(line, splitter.LineNumber, unixSeconds);
        }

        _tracker.EndBurst(unixSeconds);
    }

    /// <summary>Looks at bars that are not redrawn yet, and hands on steps that have waited. Call about once a second.</summary>
    public void Tick(double unixSeconds)
    {
        foreach (OutputLineSplitter? splitter in _splitters)
        {
            if (splitter is not null && splitter.TryPeek(out ReadOnlySpan<char> line) && line.Contains(']'))
            {
                _tracker.ReadUnfinished(line, splitter.LineNumber, unixSeconds);
            }
        }

        _tracker.EndBurst(unixSeconds);
    }

    /// <summary>Reads what was not ended by a line end and hands on everything, at the end of the output.</summary>
    public void Complete(double unixSeconds)
    {
        foreach (OutputLineSplitter? splitter in _splitters)
        {
            while (splitter is not null && splitter.TryTakeRest(out ReadOnlySpan<char> line))
            {
                _tracker.Read(line, splitter.LineNumber, unixSeconds);
            }
        }

        _tracker.Complete(unixSeconds);
    }
}
