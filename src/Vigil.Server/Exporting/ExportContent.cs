namespace Vigil.Server.Exporting;

/// <summary>What of a run is exported.</summary>
public enum ExportContent
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>The readings of every subject.</summary>
    Samples,

    /// <summary>The totals of every sample.</summary>
    Totals,

    /// <summary>The training steps.</summary>
    Steps,

    /// <summary>The events.</summary>
    Events,
}
