using Vigil.Cli.Settings;

namespace Vigil.Cli.Running;

/// <summary>What <c>vigil run</c> or <c>vigil attach</c> was asked to do.</summary>
/// <param name="Settings">All settings, checked.</param>
/// <param name="Command">Program and arguments; those of the running program for attach.</param>
/// <param name="Name">Name of the run; null to take one from the command.</param>
/// <param name="Telemetry">Where the run is told by the OpenTelemetry protocol as well; null for nowhere.</param>
internal sealed record RunRequest(VigilSettings Settings, IReadOnlyList<string> Command, string? Name, Uri? Telemetry = null)
{
    /// <summary>Whether the page of the run is opened.</summary>
    public bool OpensPage { get; init; }

    /// <summary>The control room that the run is sent to as well; null for none.</summary>
    public ControlRoomTarget? Target { get; init; }
}
