using Vigil.Core.Sampling;

namespace Vigil.Collection.Processes.Linux;

/// <summary>One process of the watched tree and what is known about it. Used by the sampling thread alone.</summary>
internal sealed class TrackedProcess(int pid, in ProcStat stat)
{
    /// <summary>Its open files.</summary>
    public ProcessFiles Files;

    /// <summary>Its latest <c>stat</c>.</summary>
    public ProcStat Stat = stat;

    public int Pid { get; } = pid;

    public long StartTicks { get; } = stat.StartTicks;

    /// <summary>The parent's number when first seen.</summary>
    public int ParentPid { get; init; } = stat.ParentPid;

    /// <summary>The member that started it, ended or not; null for the program itself and where it is not known.</summary>
    public TrackedProcess? Parent { get; set; }

    /// <summary>Its readings; null for one beyond the number of processes that are read.</summary>
    public Subject? Subject { get; set; }

    public string Name { get; set; } = "";

    /// <summary>Arguments separated by blanks, at most 1,024 characters; empty where hidden.</summary>
    public string CommandLine { get; set; } = "";

    /// <summary>Path of the program; empty where hidden.</summary>
    public string Executable { get; set; } = "";

    public ProgramKind Kind { get; set; }

    /// <summary>True for a copy of its parent that has executed nothing of its own.</summary>
    public bool IsFork { get; set; }

    /// <summary>True for the program that the run is about.</summary>
    public bool IsProgram { get; set; }

    /// <summary>True when everything between it and the program, and the program too, is a launcher.</summary>
    public bool IsLaunched { get; set; }

    /// <summary>One of <see cref="ProcessRoles"/>.</summary>
    public string Role { get; set; } = ProcessRoles.Other;

    /// <summary>Whether multiprocessing children of it are known; never unset.</summary>
    public bool HasWorkers { get; set; }

    /// <summary>Samples that saw it alive.</summary>
    public int SeenAlive { get; set; }

    /// <summary>Age when first seen, seconds.</summary>
    public double AgeWhenFoundSeconds { get; set; }

    /// <summary>How often its name changed without a new program; each costs a look at its command line.</summary>
    public int Renamings { get; set; }

    /// <summary>How it ended, where known.</summary>
    public ProcessExit? Exit { get; set; }

    /// <summary>The kernel said that it exits.</summary>
    public bool ExitReported { get; set; }

    /// <summary>It is a zombie or gone.</summary>
    public bool HasEnded { get; set; }

    /// <summary>It is gone from /proc.</summary>
    public bool IsGone { get; set; }

    public bool StartAnnounced { get; set; }

    public bool ExitAnnounced { get; set; }

    /// <summary>Known children that ended since the previous sample.</summary>
    public int ChildrenEnded { get; set; }

    /// <summary>Known children that ended before the previous sample and after the one before it.</summary>
    public int ChildrenEndedBefore { get; set; }

    /// <summary>Page faults of its ended children at the previous sample.</summary>
    public long InheritedFaults { get; set; } = stat.ChildrenMinorFaults;

    /// <summary>Samples since it was gone.</summary>
    public int SamplesGone { get; set; }

    /// <summary>State of the adaptive reading of proportional memory.</summary>
    public AdaptiveReading Proportional;

    /// <summary>Proportional memory as it was last read, bytes; negative when it could not be.</summary>
    public long ProportionalRead { get; set; } = Reading.NotAvailable;

    /// <summary>State of the adaptive counting of open files, where the kernel does not count them.</summary>
    public AdaptiveReading OpenFiles;

    /// <summary>
    /// True once it has been seen for long enough that a fork which goes on to execute something would have done so.
    /// </summary>
    public bool IsSettled => SeenAlive > 1 || AgeWhenFoundSeconds >= 0.1;
}
