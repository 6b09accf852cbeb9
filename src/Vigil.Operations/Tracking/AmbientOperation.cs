namespace Vigil.Operations.Tracking;

/// <summary>The operation that whatever starts in an asynchronous flow is part of, where one was declared.</summary>
internal static class AmbientOperation
{
    private static readonly AsyncLocal<Scope?> s_current = new();

    // Looking at the flow costs a tenth of the budget: programs that never declare one do not pay for it.
    private static volatile bool s_everUsed;

    public static bool TryRead(out UInt128 traceId, out ulong spanId)
    {
        traceId = 0;
        spanId = 0;
        return s_everUsed && s_current.Value is { } scope && scope.Operation.TryReadContext(out traceId, out spanId);
    }

    public static IDisposable Enter(TrackedOperation operation)
    {
        s_everUsed = true;
        var scope = new Scope(operation, s_current.Value);
        s_current.Value = scope;
        return scope;
    }

    private sealed class Scope(TrackedOperation operation, Scope? outer) : IDisposable
    {
        public TrackedOperation Operation { get; } = operation;

        public void Dispose() => s_current.Value = outer;
    }
}
