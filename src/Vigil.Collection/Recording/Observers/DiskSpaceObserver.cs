using System.Text.Json.Nodes;
using Vigil.Collection.Sampling;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording.Observers;

/// <summary>Records when a watched file system is nearly full: little left both in bytes and as a share.</summary>
internal sealed class DiskSpaceObserver(RecorderOptions options) : IFrameObserver
{
    private readonly HashSet<string> _nearlyFull = [];

    public void Observe(SampleFrame frame, IEventSink events)
    {
        IReadOnlyList<Subject> subjects = frame.Subjects;
        for (int i = 0; i < subjects.Count; i++)
        {
            Subject subject = subjects[i];
            if (subject.Kind == SubjectKind.FileSystem
                && subject.Value(FileSystemMetrics.Available) is { } free
                && subject.Value(FileSystemMetrics.Total) is > 0 and { } total)
            {
                Observe(frame, events, subject, free, total);
            }
        }
    }

    private void Observe(SampleFrame frame, IEventSink events, Subject subject, double free, double total)
    {
        bool known = _nearlyFull.Contains(subject.Key);
        double slack = known ? 1.1 : 1;
        bool full = free < options.DiskFreeGibibytes * (1L << 30) * slack && free < total * options.DiskFreeRatio * slack;
        if (full && !known)
        {
            _nearlyFull.Add(subject.Key);
            events.Emit(new RunEvent(frame.UnixMilliseconds / 1000.0, EventTypes.DiskNearlyFull, new JsonObject
            {
                ["file_system"] = subject.Key,
                ["path"] = subject.Attributes.GetValueOrDefault(SubjectAttributes.Path),
                ["free_bytes"] = (long)free,
                ["total_bytes"] = (long)total,
            }));
        }
        else if (!full && known)
        {
            _nearlyFull.Remove(subject.Key);
        }
    }
}
