namespace Vigil.Core.Alerts;

/// <summary>How urgent an alert is. The names are stored in lower case.</summary>
public enum AlertSeverity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Wants a look within the day.</summary>
    Warning,

    /// <summary>Work is lost, or will be soon.</summary>
    Critical,
}
