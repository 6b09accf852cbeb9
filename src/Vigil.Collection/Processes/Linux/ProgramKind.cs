namespace Vigil.Collection.Processes.Linux;

/// <summary>What the command line of a process says about the program it runs; see <see cref="ProgramKinds"/>.</summary>
internal enum ProgramKind
{
    /// <summary>Nothing is known about it.</summary>
    Unknown,

    /// <summary>A language runtime that training programs are written for.</summary>
    Runtime,

    /// <summary>A Python interpreter.</summary>
    Python,

    /// <summary>A shell, wrapper or launcher, which starts the program that matters.</summary>
    Launcher,

    /// <summary>Python's fork server, which makes workers by forking itself.</summary>
    ForkServer,

    /// <summary>A helper of Python's multiprocessing that never computes: the resource tracker.</summary>
    Helper,

    /// <summary>A process that Python's multiprocessing started as a fresh interpreter.</summary>
    Spawned,
}
