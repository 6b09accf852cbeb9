namespace Vigil.Cli.Reports;

/// <summary>How a piece of text stands out.</summary>
internal enum Tint
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>More than the rest.</summary>
    Strong,

    /// <summary>Less than the rest.</summary>
    Faint,

    /// <summary>Something is wrong.</summary>
    Bad,

    /// <summary>Something may be wrong.</summary>
    Doubtful,

    /// <summary>Something is right.</summary>
    Good,
}
