using Vigil.Collection.Training;
using Vigil.Core.Events;
using Vigil.Core.Training;

namespace Vigil.Collection.Resources;

/// <summary>
/// Prints the <c>[Resources]</c> block and adds a row to the CSV files every so many steps. A fault of the CSV files ends
/// them and is printed once; training goes on.
/// </summary>
internal sealed class ResourcePrinter : ITrainingSink, IDisposable
{
    private readonly ResourceMonitorOptions _options;
    private readonly ResourceWindow _window;
    private readonly Action<string>? _print;
    private EpochCsvWriter? _csv;
    private long? _lastPrinted;

    /// <param name="options">Interval, switches, thresholds.</param>
    /// <param name="window">The readings.</param>
    /// <param name="print">Prints a block; null for none.</param>
    /// <param name="zone">Zone of the CSV files' timestamps.</param>
    public ResourcePrinter(ResourceMonitorOptions options, ResourceWindow window, Action<string>? print, TimeZoneInfo zone)
    {
        _options = options;
        _window = window;
        _print = print;
        _csv = options.ExportTimeSeries ? new EpochCsvWriter(options.TimeSeriesPath, zone) : null;
    }

    public void Take(StepReading step)
    {
        // A bar may jump over the exact multiple; a step that goes back (a resume, a new epoch) begins anew.
        bool due = _lastPrinted is not { } last || step.Step < last || step.Step / _options.LogInterval > last / _options.LogInterval;
        if (!due || _window.Take() is not { } readings)
        {
            return;
        }

        _lastPrinted = step.Step;
        try
        {
            _csv?.Write(step, readings);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _csv?.Dispose();
            _csv = null;
            _print?.Invoke($"[Resources] CSV files end here: {exception.Message}\n");
        }

        _print?.Invoke(ResourceBlock.Format(step.Step, readings, ResourceAlerts.Check(readings, _options)));
    }

    public void Emit(RunEvent runEvent)
    {
        // Events are the recorder's.
    }

    public void Dispose() => _csv?.Dispose();
}
