namespace Vigil.Core.Library;

/// <summary>What people do with recorded runs, beyond looking at one.</summary>
public interface IRunLibrary
{
    /// <summary>A page of runs, without their snapshots. Thousands are no reason to wait.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="withSparks">Whether <see cref="ListedRun.Spark"/> is filled.</param>
    /// <exception cref="FormatException"><see cref="RunFilter.After"/> is none of this store's.</exception>
    RunPage Query(RunFilter filter, bool withSparks = false);

    /// <summary>One run by its exact id; null when there is none.</summary>
    ListedRun? Get(string runId);

    /// <summary>Changes name, tags or note.</summary>
    /// <returns>False when there is no such run.</returns>
    bool Annotate(string runId, RunAnnotation annotation);

    /// <summary>Removes a run with everything recorded of it. One that is being recorded is refused.</summary>
    DeleteResult Delete(string runId);
}
