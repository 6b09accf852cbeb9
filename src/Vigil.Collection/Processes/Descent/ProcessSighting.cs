namespace Vigil.Collection.Processes.Descent;

/// <summary>One process in a list of all processes.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="ParentPid">The number of the process that its system names as parent.</param>
/// <param name="Start">When it started, in any unit that the whole list shares; with the number, its identity.</param>
internal readonly record struct ProcessSighting(int Pid, int ParentPid, long Start);
