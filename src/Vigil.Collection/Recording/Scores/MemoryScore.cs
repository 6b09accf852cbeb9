using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Collection.Launch;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording.Scores;

/// <summary>
/// Memory over a run: the machine's peak, and the program's own with who held it. The two need not fall together: on a
/// machine with room it is another program that makes the machine's peak.
/// </summary>
internal sealed class MemoryScore
{
    private SampleTotals _machine;
    private double _machineAt;
    private SampleTotals _program;
    private double _programAt;
    private long _programBytes;
    private Subject? _largest;
    private long _largestBytes;
    private long _swapPeakBytes;

    /// <summary>Looks at one sample.</summary>
    /// <param name="frame">The sample.</param>
    /// <param name="ageSeconds">Seconds since the first one.</param>
    public void Observe(SampleFrame frame, double ageSeconds)
    {
        SampleTotals totals = frame.Totals;
        _swapPeakBytes = Math.Max(_swapPeakBytes, totals.SwapUsedBytes ?? 0);
        if ((totals.MemoryUsedBytes ?? 0) > (_machine.MemoryUsedBytes ?? 0))
        {
            _machine = totals;
            _machineAt = ageSeconds;
        }

        long sum = 0;
        Subject? largest = null;
        IReadOnlyList<Subject> subjects = frame.Subjects;
        for (int i = 0; i < subjects.Count; i++)
        {
            if (subjects[i].Kind == SubjectKind.Process)
            {
                long bytes = Bytes(subjects[i]);
                sum += bytes;
                largest = largest is null || bytes > Bytes(largest) ? subjects[i] : largest;
            }
        }

        if (sum > _programBytes)
        {
            _programBytes = sum;
            _program = totals;
            _programAt = ageSeconds;
            _largest = largest;
            _largestBytes = Bytes(largest!);
        }
    }

    /// <summary>The part of the summary.</summary>
    /// <param name="exit">What the kernel says of the ended program; null when nobody knows.</param>
    /// <param name="recorderPeakBytes">
    /// Vigil's own peak: a started process counts as having held what Vigil held until it became the program, so that a
    /// smaller figure of the kernel's says nothing.
    /// </param>
    public JsonObject ToJson(ProgramExit? exit, double recorderPeakBytes) => new()
    {
        ["total_bytes"] = _machine.MemoryTotalBytes,
        ["peak_bytes"] = _machine.MemoryUsedBytes,
        ["peak_at_seconds"] = Math.Round(_machineAt, 1),
        ["swap_peak_bytes"] = _swapPeakBytes,
        ["program"] = new JsonObject
        {
            ["peak_bytes"] = _programBytes > 0 ? _programBytes : null,
            ["peak_at_seconds"] = Math.Round(_programAt, 1),
            ["main_bytes"] = _program.MainProcessBytes,
            ["worker_bytes"] = _program.WorkerBytes,
            ["worker_count"] = _program.WorkerCount,
            ["largest_process"] = _largest is null ? null : new JsonObject
            {
                ["pid"] = int.TryParse(_largest.Attributes.GetValueOrDefault(SubjectAttributes.Pid), CultureInfo.InvariantCulture, out int pid) ? pid : null,
                ["name"] = _largest.Attributes.GetValueOrDefault(SubjectAttributes.Name),
                ["role"] = _largest.Attributes.GetValueOrDefault(SubjectAttributes.Role),
                ["bytes"] = _largestBytes,
            },

            // Told by the kernel at the end: what samples missed between them shows here.
            ["largest_resident_bytes"] = exit?.MaxResidentBytes is { } resident && resident > recorderPeakBytes * 1.25 ? resident : null,
        },
    };

    private static long Bytes(Subject process) => process.Values[ProcessMetrics.Proportional.Index] is var proportional && proportional != Reading.NotAvailable
        ? proportional
        : Math.Max(0, process.Values[ProcessMetrics.Resident.Index]);
}
