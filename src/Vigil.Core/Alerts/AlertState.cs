namespace Vigil.Core.Alerts;

/// <summary>Where an alert stands. The names are stored in lower case.</summary>
public enum AlertState
{
    /// <summary>The condition holds, but not yet for as long as the rule asks.</summary>
    Pending,

    /// <summary>The condition has held for as long as the rule asks.</summary>
    Firing,

    /// <summary>It fired, and the condition holds no more.</summary>
    Resolved,
}
