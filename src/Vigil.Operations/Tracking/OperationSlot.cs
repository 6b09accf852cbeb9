using System.Text.Json.Nodes;
using Vigil.Core.Operations;

namespace Vigil.Operations.Tracking;

/// <summary>
/// Where an operation lives while it goes on; used again once it has ended. The generation is odd while one lives here, and
/// moves on when it ends, so that a handle kept too long finds nothing. Whoever changes the slot holds <see cref="Busy"/>.
/// </summary>
internal sealed class OperationSlot
{
    private const int Busy = int.MinValue;
    private int _generation;

    public OperationKey Key = null!;
    public long StartTicks;
    public UInt128 TraceId;
    public ulong SpanId;
    public ulong ParentSpanId;
    public OperationOutcome Outcome;
    public int Retries;
    public string? Error;
    public string? ErrorCategory;
    public JsonObject? Metadata;
    public OperationResources? Resources;

    /// <summary>The generation, without the mark of who holds it.</summary>
    public int Generation => Volatile.Read(ref _generation) & ~Busy;

    /// <summary>Whether an operation lives here.</summary>
    public bool IsActive => (Generation & 1) == 1;

    /// <summary>Moves in: everything must be set before.</summary>
    public int Begin()
    {
        int generation = ((_generation & ~Busy) + 1) & int.MaxValue;
        Volatile.Write(ref _generation, generation);
        return generation;
    }

    /// <summary>Takes hold of the slot; false when that operation has ended.</summary>
    public bool TryHold(int generation)
    {
        var wait = default(SpinWait);
        while (true)
        {
            int found = Interlocked.CompareExchange(ref _generation, generation | Busy, generation);
            if (found == generation)
            {
                return true;
            }

            if (found != (generation | Busy))
            {
                return false;
            }

            wait.SpinOnce();
        }
    }

    /// <summary>Lets go of the slot.</summary>
    public void Release(int generation) => Volatile.Write(ref _generation, generation);

    /// <summary>Lets go of the slot and ends the operation.</summary>
    public void End(int generation) => Volatile.Write(ref _generation, (generation + 1) & int.MaxValue);

    /// <summary>What is told beyond the duration; null for nothing.</summary>
    public OperationDetail? TakeDetail()
    {
        if (Error is null && ErrorCategory is null && Metadata is null && Resources is null)
        {
            return null;
        }

        var detail = new OperationDetail { Error = Error, ErrorCategory = ErrorCategory, Metadata = Metadata, Resources = Resources };
        Error = null;
        ErrorCategory = null;
        Metadata = null;
        Resources = null;
        return detail;
    }
}
