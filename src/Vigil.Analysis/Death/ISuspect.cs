namespace Vigil.Analysis.Death;

/// <summary>A cause that a run's end is examined for.</summary>
internal interface ISuspect
{
    /// <summary>What speaks for and against it; null when nothing speaks for it.</summary>
    Suspicion? Examine(CaseFile file);
}
