namespace Vigil.Core.Runs;

/// <summary>How a program ended, as far as the kernel and the exit code tell. The names are stored in snake case.</summary>
public enum EndCause
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Exit code 0.</summary>
    Success,

    /// <summary>Exit code other than 0.</summary>
    Error,

    /// <summary>Interrupted from the keyboard (SIGINT, or exit code 130).</summary>
    Interrupted,

    /// <summary>Ended by a signal that none of the other causes explains.</summary>
    Signal,

    /// <summary>The kernel killed it because the machine ran out of memory.</summary>
    HostOom,

    /// <summary>The kernel killed it because its container or control group reached its limit.</summary>
    CgroupOom,

    /// <summary>A GPU allocation failed and the program ended with an error.</summary>
    CudaOom,

    /// <summary>The recorder itself was killed.</summary>
    RecorderKilled,

    /// <summary>The program could not be started.</summary>
    NotStarted,
}
