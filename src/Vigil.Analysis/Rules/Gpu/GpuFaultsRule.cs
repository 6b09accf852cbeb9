using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>The driver reported errors (XID) of an accelerator, or lost it.</summary>
internal sealed class GpuFaultsRule : IRule
{
    public RuleDescription Description { get; } = new()
    {
        Id = "VIG032",
        Name = "gpu_faults",
        Title = "GPU driver reports errors",
        Category = RuleCategory.Gpu,
        Severity = Severity.Critical,
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        RunEvent[] events = [.. evidence.Events.Where(static runEvent => runEvent.Type is EventTypes.GpuXid or EventTypes.GpuLost)];
        if (events.Length == 0)
        {
            return evidence.Of(SubjectKind.Gpu).Count == 0 ? RuleVerdict.NotApplicable("The machine has no accelerator.") : RuleVerdict.Quiet;
        }

        return RuleVerdict.Fired([.. events.GroupBy(static runEvent => (runEvent.Type, Xid: Xid(runEvent))).Select(group => FindingOf(evidence, group.Key.Type, group.Key.Xid, [.. group]))]);
    }

    private Finding FindingOf(RunEvidence evidence, string type, long? xid, RunEvent[] events)
    {
        bool isLost = type == EventTypes.GpuLost;
        (string meaning, bool isProgram) = isLost ? ("the accelerator stopped answering", false) : MeaningOf(xid);
        var item = new EvidenceItem
        {
            Kind = EvidenceKind.Event,
            Text = $"{(isLost ? "Lost" : $"XID {xid?.ToString() ?? "?"}")}: {meaning}; first {Phrase.Since(evidence.From, events[0].UnixSeconds)}.",
            Subject = type,
            From = events[0].UnixSeconds,
            To = events[^1].UnixSeconds,
            Value = xid,
            Count = events.Length,
        };
        return Description.Finding(
            isProgram ? Severity.Warning : Severity.Critical,
            isLost ? "A GPU stopped answering" : $"GPU error XID {xid?.ToString() ?? "?"}",
            $"{item.Text} {(isProgram ? "It is mostly a fault of the program's kernels, sometimes of the driver." : "It is a fault of hardware, bus or driver: whatever ran on the card is lost.")}",
            0.95,
            [item],
            isProgram
                ? new Remedy { Title = "Find the faulty kernel", Action = "Run with CUDA_LAUNCH_BLOCKING=1, or under compute-sanitizer, and update the driver", Impact = "The line that fails becomes visible" }
                : new Remedy { Title = "Check card and machine", Action = "Reset the card or restart the machine; check seating, power and temperature; replace the card when it comes again", Impact = "The card works again, or is known not to" });
    }

    private static long? Xid(RunEvent runEvent) =>
        runEvent.Details?["xid"] is JsonValue value && long.TryParse(value.ToString(), out long number) ? number : null;

    private static (string Meaning, bool IsProgram) MeaningOf(long? xid) => xid switch
    {
        13 => ("an exception in the graphics or compute engine", true),
        31 => ("a kernel touched memory that is not mapped", true),
        43 => ("the GPU stopped processing a program's work", true),
        45 => ("a program's work was torn down, mostly after another error", true),
        48 => ("an uncorrectable memory error", false),
        61 or 62 => ("the card's own controller failed", false),
        63 or 64 => ("a memory row was, or could not be, retired", false),
        69 => ("an exception in the compute engine", true),
        74 => ("an error of the link between GPUs", false),
        79 => ("the GPU has fallen off the bus", false),
        92 => ("many corrected memory errors", false),
        94 => ("a memory error that was contained", false),
        95 => ("a memory error that was not contained", false),
        119 or 120 => ("the card's system processor does not answer", false),
        _ => ("an error that the driver's manual tells more of", false),
    };
}
