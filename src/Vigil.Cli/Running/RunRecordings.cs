using Vigil.Collection.Recording;
using Vigil.Collection.Resources;
using Vigil.Core.Runs;

namespace Vigil.Cli.Running;

/// <summary>Turns settings into a recording.</summary>
internal static class RunRecordings
{
    /// <param name="request">The settings.</param>
    /// <param name="start">The run.</param>
    /// <param name="writer">The store's writer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="print">Prints a block to standard error.</param>
    /// <param name="attachedPid">The program when it runs already; null when it will be started.</param>
    public static RunRecording Create(RunRequest request, RunStart start, IRunWriter writer, TimeProvider time, Action<string> print, int? attachedPid = null)
    {
        ResourceMonitorOptions resources = request.Settings.Resources;
        bool wanted = request.Settings.PrintResources || resources.ExportTimeSeries;
        return new RunRecording(
            new RunRecordingOptions
            {
                Start = start,
                Recorder = request.Settings.Recorder,
                TrackPerProcess = request.Settings.TrackPerProcess,
                TensorBoard = request.Settings.TensorBoard,
                Resources = wanted ? resources : null,
                Print = request.Settings.PrintResources ? print : null,
                PipeFolder = attachedPid is null ? PipeFolder() : null,
                OnPressure = request.Settings.OnPressure is { } pressure ? pressure with { LeadSeconds = request.Settings.PressureLeadSeconds } : null,
                Attached = attachedPid is not null,
            },
            writer,
            time,
            attachedPid);
    }

    /// <summary>The user's own runtime folder where there is one, else the folder for temporary files.</summary>
    private static string PipeFolder()
    {
        string? runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return !string.IsNullOrEmpty(runtime) && Directory.Exists(runtime) ? runtime : Path.GetTempPath();
    }
}
