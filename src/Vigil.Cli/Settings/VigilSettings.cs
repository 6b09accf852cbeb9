using Vigil.Alerting.Settings;
using Vigil.Collection.Recording;
using Vigil.Collection.Resources;
using Vigil.Collection.Sampling;
using Vigil.Core.Maintenance;
using Vigil.Core.Operations;

namespace Vigil.Cli.Settings;

/// <summary>All settings, after defaults, <c>vigil.yaml</c>, environment variables and options were laid over each other.</summary>
internal sealed record VigilSettings
{
    private static readonly Dictionary<string, double> s_noThresholds = [];
    private static readonly OperationThresholds s_thresholds = new();
    private static readonly ServiceObjective[] s_noObjectives = [];

    /// <summary>The database; null for the default place.</summary>
    public string? Database { get; init; }

    /// <summary>Whether Vigil's own words are kept off standard error.</summary>
    public bool Quiet { get; init; }

    /// <summary>Whether <c>vigil run</c> records at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether a run is analysed when it ends or is found dead.</summary>
    public bool AnalyzeOnComplete { get; init; } = true;

    /// <summary>Thresholds of rules that differ from their defaults, by key without <c>rules.</c>.</summary>
    public IReadOnlyDictionary<string, double> RuleThresholds { get; init; } = s_noThresholds;

    /// <summary>From where on operations are called slow or failing.</summary>
    public OperationThresholds Operations { get; init; } = s_thresholds;

    /// <summary>Service-level objectives.</summary>
    public IReadOnlyList<ServiceObjective> Objectives { get; init; } = s_noObjectives;

    /// <summary>Alerts as <c>alerting</c> and <c>alerts</c> of the settings file say; null where it says nothing of them.</summary>
    public AlertOptions? Alerts { get; init; }

    /// <summary>Sampling and event thresholds.</summary>
    public RecorderOptions Recorder { get; init; } = new();

    /// <summary>The console block, alerts and CSV files. Off in <c>vigil run</c> unless asked for.</summary>
    public ResourceMonitorOptions Resources { get; init; } = new() { ExportTimeSeries = false };

    /// <summary>Whether <c>[Resources]</c> blocks are printed.</summary>
    public bool PrintResources { get; init; }

    /// <summary>Whether each process of the tree is recorded, or only their totals.</summary>
    public bool TrackPerProcess { get; init; } = true;

    /// <summary>Whether TensorBoard event files are followed.</summary>
    public bool TensorBoard { get; init; } = true;

    /// <summary>Whether <c>vigil serve</c> records this machine.</summary>
    public bool MonitorMachine { get; init; }

    /// <summary>Time between samples of this machine, seconds.</summary>
    public double MonitorIntervalSeconds { get; init; } = 1;

    /// <summary>Processes of this machine recorded by each measure.</summary>
    public int MonitorProcesses { get; init; } = 10;

    /// <summary>What the program is told when memory or a disk is about to run out; null for nothing.</summary>
    public PressureOptions? OnPressure { get; init; }

    /// <summary>How long before the limit it is told, seconds.</summary>
    public double PressureLeadSeconds { get; init; } = 60;

    /// <summary>Kept at the start of a run's output, MiB.</summary>
    public int LogHeadMebibytes { get; init; } = 8;

    /// <summary>Kept at the end of a run's output, MiB.</summary>
    public int LogTailMebibytes { get; init; } = 8;

    /// <summary>Most steps stored per second.</summary>
    public double StepsPerSecond { get; init; } = 50;

    /// <summary>How long what was recorded is kept.</summary>
    public RetentionPolicy Retention { get; init; } = new();
}
