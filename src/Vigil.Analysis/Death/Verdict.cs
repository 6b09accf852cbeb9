namespace Vigil.Analysis.Death;

/// <summary>How a run ended, everything considered. The names, in snake case, are printed and stored: a contract.</summary>
public enum Verdict
{
    /// <summary>The evidence does not tell.</summary>
    Unknown,

    /// <summary>It goes on, and nothing is wrong.</summary>
    Running,

    /// <summary>It did what it set out to do.</summary>
    Success,

    /// <summary>Exit code 0 without having done what it set out to do.</summary>
    FalseSuccess,

    /// <summary>The kernel killed it, or part of it, because the machine ran out of memory.</summary>
    HostOom,

    /// <summary>The kernel killed it, or part of it, because its control group reached its limit.</summary>
    CgroupOom,

    /// <summary>An allocation on an accelerator failed.</summary>
    CudaOom,

    /// <summary>Shared memory ran out.</summary>
    ShmExhausted,

    /// <summary>A data-loading worker died.</summary>
    WorkerDied,

    /// <summary>A disk or quota was full.</summary>
    DiskFull,

    /// <summary>The program crashed: a signal such as SIGSEGV, SIGABRT or SIGBUS of its own making.</summary>
    Crash,

    /// <summary>It is, or was until somebody ended it, alive without a step.</summary>
    Hang,

    /// <summary>Somebody or something asked it to stop.</summary>
    Interrupted,

    /// <summary>It was killed by a signal that nothing explains.</summary>
    Killed,

    /// <summary>The training diverged.</summary>
    Diverged,

    /// <summary>The program ended with an error that its log tells; the class is with it.</summary>
    Error,

    /// <summary>The recorder was killed: how the program ended was not seen.</summary>
    RecorderKilled,

    /// <summary>It could not be started.</summary>
    NotStarted,

    /// <summary>Recording ended while the program went on.</summary>
    Detached,
}
