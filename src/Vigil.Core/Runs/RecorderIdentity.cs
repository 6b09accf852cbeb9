namespace Vigil.Core.Runs;

/// <summary>Identifies a recording process beyond the reuse of its number.</summary>
/// <param name="HostName">Name of the machine.</param>
/// <param name="BootId">The kernel's id of this boot; empty where there is none.</param>
/// <param name="ProcessId">Process number.</param>
/// <param name="StartTicks">Start of the process in clock ticks since boot.</param>
public sealed record RecorderIdentity(string HostName, string BootId, int ProcessId, long StartTicks);
