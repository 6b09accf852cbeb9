using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Distributed;

/// <summary>Which part of a distributed job a run was, by the variables that its launcher set.</summary>
/// <param name="Launcher"><c>slurm</c>, <c>mpi</c> or <c>torch</c> (torchrun, DeepSpeed, Accelerate and whoever else sets RANK).</param>
/// <param name="Job">What tells the job from others of its launcher.</param>
/// <param name="Rank">Its number, from 0.</param>
/// <param name="WorldSize">How many there are.</param>
public sealed record RankIdentity(string Launcher, string Job, int Rank, int WorldSize)
{
    /// <summary>Reads it from a run's snapshot; null when the run was no part of a job of several.</summary>
    public static RankIdentity? Of(RunStart start)
    {
        if (start.Snapshot?["environment"] is not JsonObject environment)
        {
            return null;
        }

        string? Text(string name) => environment[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
        int? Number(string name) => int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

        // Inside an allocation of Slurm programs may be started by torchrun: what is set last is closest to the program.
        return Make("torch", Text("TORCHELASTIC_RUN_ID") is { } id and not "none" ? id : Text("MASTER_ADDR") is { } address ? $"{address}:{Text("MASTER_PORT")}" : null, Number("RANK"), Number("WORLD_SIZE"))
            ?? Make("mpi", Text("PMIX_NAMESPACE"), Number("OMPI_COMM_WORLD_RANK"), Number("OMPI_COMM_WORLD_SIZE"))
            ?? Make("slurm", Text("SLURM_JOB_ID") is { } job ? $"{job}.{Text("SLURM_STEP_ID")}" : null, Number("SLURM_PROCID"), Number("SLURM_NTASKS"));
    }

    private static RankIdentity? Make(string launcher, string? job, int? rank, int? size) =>
        job is not null && rank is { } number && size is > 1 and { } world && number < world ? new RankIdentity(launcher, job, number, world) : null;
}
