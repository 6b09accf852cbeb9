namespace Vigil.Analysis.Memory;

/// <summary>One holder's account.</summary>
/// <param name="Holder">Who.</param>
/// <param name="Name">For people, such as <c>worker 101</c>.</param>
/// <param name="Bytes">How much, never negative.</param>
/// <param name="Pid">Process number; null for what is no process.</param>
public sealed record LedgerEntry(LedgerHolder Holder, string Name, double Bytes, long? Pid = null);
