namespace Vigil.Core.Logs;

/// <summary>Which of the program's streams a piece of output came from. The numbers are stored.</summary>
public enum OutputStream
{
    /// <summary>A terminal, or one pipe for both streams: their order is the program's own.</summary>
    Merged = 0,

    /// <summary>Standard output.</summary>
    Output = 1,

    /// <summary>Standard error.</summary>
    Error = 2,
}
