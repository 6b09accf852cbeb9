using Vigil.Collection.Files;
using Vigil.Collection.Processes;
using Vigil.Collection.Processes.Linux;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Processes.Linux;

/// <summary>A collector with its frame, sampled by hand.</summary>
internal sealed class TreeHarness : IDisposable
{
    private long _unixMilliseconds = 1_700_005_000_000;

    public TreeHarness(HostPaths paths, ProcessTreeRoot root, IProcessEventSource? source = null, ProcessTreeOptions? options = null)
    {
        Collector = new ProcessTreeCollector(paths, root, Log, TimeProvider.System, options ?? new(), source, "simulated");
    }

    public TreeHarness(ProcessTreeCollector collector, EventList log)
    {
        Collector = collector;
        Log = log;
        _unixMilliseconds = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
    }

    public EventList Log { get; } = new();

    public ProcessTreeCollector Collector { get; }

    public SampleFrame Frame { get; } = new();

    public ProcessTreeStatistics Statistics => Collector.Statistics;

    public IEnumerable<int> Pids => Frame.Subjects.Select(PidOf).Order();

    public static int PidOf(Subject subject) => int.Parse(subject.Attributes[SubjectAttributes.Pid]);

    public CollectResult Sample(double elapsedSeconds = 1)
    {
        _unixMilliseconds += (long)(elapsedSeconds * 1000);
        Frame.Begin(_unixMilliseconds, Frame.Sequence == 0 ? 0 : elapsedSeconds);
        return Collector.Collect(Frame);
    }

    public Subject Of(int pid) => Frame.Subjects.Single(subject => PidOf(subject) == pid);

    public string RoleOf(int pid) => Of(pid).Attributes[SubjectAttributes.Role];

    public void Dispose() => Collector.Dispose();
}
