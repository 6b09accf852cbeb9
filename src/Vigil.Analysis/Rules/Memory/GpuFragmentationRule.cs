using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>An allocation on an accelerator failed although its allocator held enough unused memory: it was in pieces.</summary>
internal sealed class GpuFragmentationRule : IRule
{
    private static readonly Threshold s_share = new("gpu_fragmentation.percent", 10, 0.1, 100, "Per cent of what the allocator reserved that lies unused");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG049",
        Name = "gpu_fragmentation",
        Title = "GPU memory is fragmented",
        Category = RuleCategory.Memory,
        Severity = Severity.Warning,
        Thresholds = [s_share],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        (string Text, double? At)[] said =
        [
            .. evidence.Log.Findings.Where(finding => finding.Class == CauseClass.CudaOom).Select(finding => (finding.Message, finding.Timestamp)),
            .. evidence.EventsOf(EventTypes.CudaOom).Select(oom => (oom.Text("text") ?? "", (double?)oom.UnixSeconds)),
        ];
        if (said.Length == 0)
        {
            return RuleVerdict.NotApplicable("No allocation on an accelerator failed.");
        }

        bool told = false;
        foreach ((string text, double? at) in said)
        {
            if (GpuOomMessage.Parse(text) is not { } oom || Unused(oom) is not { } unused || (oom.ReservedBytes ?? oom.AllocatedBytes + unused) is not { } reserved || reserved <= 0)
            {
                continue;
            }

            told = true;
            double share = unused / (double)reserved;
            if (share * 100 < options[s_share] || unused < oom.TriedBytes)
            {
                continue;
            }

            return RuleVerdict.Fired(new Finding
            {
                RuleId = Description.Id,
                Severity = Severity.Warning,
                Title = $"{Phrase.Bytes(unused)} of GPU memory lay unused in pieces",
                Explanation = $"{(oom.TriedBytes is { } tried ? $"{Phrase.Bytes(tried)} were asked for and not to be had, although" : "An allocation failed although")} the allocator held {Phrase.Bytes(unused)} without a tensor in it, {Phrase.Percent(share)} of what it had reserved: none of its gaps was large enough.",
                Confidence = 0.9,
                Evidence = [new EvidenceItem { Kind = EvidenceKind.LogLine, Text = text, From = at, Value = share * 100, Threshold = options[s_share], Unit = Units.Percent }],
                Remedies =
                [
                    new Remedy { Title = "Let the allocator grow its segments", Action = "Set PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True", Impact = $"Up to {Phrase.Bytes(unused)} can be used again" },
                    new Remedy { Title = "Keep shapes alike", Action = "Pad or bucket batches to few lengths or resolutions", Impact = "Gaps fit the next batch" },
                ],
            });
        }

        return told ? RuleVerdict.Quiet : RuleVerdict.InsufficientData("The messages of the failed allocations tell no figures.");
    }

    private static long? Unused(GpuOomMessage oom) => oom.ReservedUnallocatedBytes ?? oom.ReservedBytes - oom.AllocatedBytes;
}
