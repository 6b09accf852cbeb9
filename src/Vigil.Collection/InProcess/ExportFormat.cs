namespace Vigil.Collection.InProcess;

/// <summary>Form of an exported history.</summary>
public enum ExportFormat
{
    /// <summary>One JSON object with an array of samples.</summary>
    Json,

    /// <summary>One line per sample, below a header.</summary>
    Csv,
}
