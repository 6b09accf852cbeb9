namespace Vigil.Collection.Processes.Linux;

/// <summary>A process that started and ended between two samples.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="ParentPid">Who started it; 0 where not known.</param>
/// <param name="Exit">How it ended; null where not known.</param>
internal readonly record struct ShortLivedProcess(int Pid, int ParentPid, ProcessExit? Exit);
