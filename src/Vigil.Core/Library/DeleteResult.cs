namespace Vigil.Core.Library;

/// <summary>How a deletion came out.</summary>
public enum DeleteResult
{
    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>There is no such run.</summary>
    NotFound,

    /// <summary>It is being recorded; nothing was deleted.</summary>
    StillRunning,
}
