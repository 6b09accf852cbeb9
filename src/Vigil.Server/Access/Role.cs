namespace Vigil.Server.Access;

/// <summary>What somebody may do.</summary>
internal enum Role
{
    /// <summary>Read.</summary>
    Viewer,

    /// <summary>Read and change.</summary>
    Operator,
}
