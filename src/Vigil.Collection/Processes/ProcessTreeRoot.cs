namespace Vigil.Collection.Processes;

/// <summary>Where the watched tree begins.</summary>
public sealed record ProcessTreeRoot
{
    private ProcessTreeRoot(int? programPid, int? recorderPid)
    {
        ProgramPid = programPid;
        RecorderPid = recorderPid;
    }

    /// <summary>The program itself; null while <c>vigil run</c> has not started it.</summary>
    public int? ProgramPid { get; }

    /// <summary>
    /// The recorder, whose descendants count while it does not count itself; null when a running program is attached to.
    /// </summary>
    public int? RecorderPid { get; }

    /// <summary>A program that runs already: it and all its descendants are watched.</summary>
    /// <param name="pid">Number of the program.</param>
    public static ProcessTreeRoot OfProgram(int pid) => new(pid, null);

    /// <summary>
    /// All descendants of the recorder. It is a child subreaper, so a process whose parents have all ended comes home to it
    /// and is found as its child.
    /// </summary>
    /// <param name="recorderPid">Number of the recorder.</param>
    /// <param name="programPid">Number of the program when it runs already; null to tell it later
    /// (<see cref="ProcessTreeCollector.ReportProgram"/>). Until told, the recorder's oldest child is taken for it.</param>
    public static ProcessTreeRoot OfRecorder(int recorderPid, int? programPid = null) => new(programPid, recorderPid);
}
