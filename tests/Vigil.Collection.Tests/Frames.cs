using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests;

/// <summary>Shorthands of tests that sample.</summary>
internal static class Frames
{
    /// <summary>Takes one sample into a frame, one second after the one before.</summary>
    public static CollectResult Sample(this SampleFrame frame, ICollector collector)
    {
        frame.Begin(frame.UnixMilliseconds + 1000, frame.Sequence == 0 ? 0 : 1);
        return collector.Collect(frame);
    }

    /// <summary>The subject of this key.</summary>
    public static Subject Subject(this SampleFrame frame, SubjectKind kind, string key) =>
        frame.Subjects.Single(subject => subject.Kind == kind && subject.Key == key);

    /// <summary>The keys of the subjects of a kind, in order.</summary>
    public static string[] Keys(this SampleFrame frame, SubjectKind kind) =>
        [.. frame.Subjects.Where(subject => subject.Kind == kind).Select(subject => subject.Key)];

    /// <summary>The stored integer of a metric.</summary>
    public static long Raw(this Subject subject, Metric metric) => subject.Values[metric.Index];
}
