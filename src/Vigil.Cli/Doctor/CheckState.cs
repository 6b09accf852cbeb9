namespace Vigil.Cli.Doctor;

/// <summary>The outcome of one check.</summary>
internal enum CheckState
{
    /// <summary>All of it works.</summary>
    Works,

    /// <summary>It works in part; the finding says what is missing.</summary>
    Limited,

    /// <summary>This machine does not have it, and that is no fault.</summary>
    Absent,

    /// <summary>Recording cannot work like this.</summary>
    Broken,
}
