namespace Vigil.Collection.KernelLog;

/// <summary>A line of the kernel's log that matters to a run.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="ProcessId">The process it speaks of; null when it names none.</param>
/// <param name="ProcessName">The kernel's short name of that process; null when it names none.</param>
/// <param name="Text">The line, without its prefix.</param>
internal sealed record KernelMessage(KernelMessageKind Kind, int? ProcessId, string? ProcessName, string Text);
