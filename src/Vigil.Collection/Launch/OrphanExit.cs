namespace Vigil.Collection.Launch;

/// <summary>The end of a process that outlived its parent and came home to Vigil.</summary>
/// <param name="ProcessId">Its id, free for reuse by now.</param>
/// <param name="Exit">How it ended.</param>
public sealed record OrphanExit(int ProcessId, ProgramExit Exit);
