namespace Vigil.Analysis.Memory;

/// <summary>Who holds memory of the machine or control group.</summary>
public enum LedgerHolder
{
    /// <summary>A training process.</summary>
    Main,

    /// <summary>A data-loading worker.</summary>
    Worker,

    /// <summary>Another process of the run.</summary>
    OtherOfRun,

    /// <summary>Shared memory and tmpfs that is in no process's account.</summary>
    Shared,

    /// <summary>Page cache; the kernel gives it up when programs need it.</summary>
    PageCache,

    /// <summary>Programs that are not of the run; for the machine as a whole the kernel's own memory too.</summary>
    OtherPrograms,

    /// <summary>The kernel's own memory charged to the control group.</summary>
    Kernel,
}
