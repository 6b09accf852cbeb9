namespace Vigil.Core.Runs;

/// <summary>Where a run stands. The names are stored in lower case with underscores.</summary>
public enum RunState
{
    /// <summary>The program is alive and being recorded.</summary>
    Running,

    /// <summary>It ended, and the end was recorded.</summary>
    Finished,

    /// <summary>The recorder went away without recording an end; found and closed by a later command.</summary>
    RecorderKilled,

    /// <summary>Recording stopped while the program went on (attach ended, terminal closed).</summary>
    Detached,
}
