using Vigil.Core.Runs;

namespace Vigil.Storage.Sqlite.Runs;

/// <summary>The words under which states and causes are stored. A contract.</summary>
internal static class RunWords
{
    /// <summary>The word of the state in which a run starts.</summary>
    public const string Running = "running";

    /// <summary>State to word.</summary>
    public static string Of(RunState state) => state switch
    {
        RunState.Running => Running,
        RunState.Finished => "finished",
        RunState.RecorderKilled => "recorder_killed",
        RunState.Detached => "detached",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state of a run."),
    };

    /// <summary>Word to state; an unknown word reads as finished, since only a program that ended one writes others.</summary>
    public static RunState State(string word) => word switch
    {
        Running => RunState.Running,
        "recorder_killed" => RunState.RecorderKilled,
        "detached" => RunState.Detached,
        _ => RunState.Finished,
    };

    /// <summary>Cause to word.</summary>
    public static string Of(EndCause cause) => cause switch
    {
        EndCause.Unknown => "unknown",
        EndCause.Success => "success",
        EndCause.Error => "error",
        EndCause.Interrupted => "interrupted",
        EndCause.Signal => "signal",
        EndCause.HostOom => "host_oom",
        EndCause.CgroupOom => "cgroup_oom",
        EndCause.CudaOom => "cuda_oom",
        EndCause.RecorderKilled => "recorder_killed",
        EndCause.NotStarted => "not_started",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "Not a cause."),
    };

    /// <summary>Word to cause.</summary>
    public static EndCause Cause(string? word) => word switch
    {
        "success" => EndCause.Success,
        "error" => EndCause.Error,
        "interrupted" => EndCause.Interrupted,
        "signal" => EndCause.Signal,
        "host_oom" => EndCause.HostOom,
        "cgroup_oom" => EndCause.CgroupOom,
        "cuda_oom" => EndCause.CudaOom,
        "recorder_killed" => EndCause.RecorderKilled,
        "not_started" => EndCause.NotStarted,
        _ => EndCause.Unknown,
    };
}
