using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Core.Training;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Api;

/// <summary>Ranks of one job, recorded as runs of their own.</summary>
public sealed class MembersApiTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    private static readonly TimeSpan s_generous = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Ranks_of_one_launch_are_one_job_with_its_straggler_and_its_first_failure()
    {
        JsonObject Torch(int rank) => new() { ["RANK"] = $"{rank}", ["WORLD_SIZE"] = "3", ["MASTER_ADDR"] = "node1", ["MASTER_PORT"] = "29500" };
        await WriteAsync("rank0000", 0, Torch(0), stepSeconds: 1, EndCause.Error, endedAt: 30);
        await WriteAsync("rank1111", 1, Torch(1), stepSeconds: 1.5, EndCause.Interrupted, endedAt: 20);
        await WriteAsync("rank2222", 2, Torch(2), stepSeconds: 1, EndCause.Error, endedAt: 31);
        await WriteAsync("stranger", 1, new JsonObject { ["RANK"] = "1", ["WORLD_SIZE"] = "3", ["MASTER_ADDR"] = "node2", ["MASTER_PORT"] = "29500" }, 1, EndCause.Success, 30);

        JsonNode job = await room.GetAsync("/api/v1/runs/rank0000/members");
        job["members"]!.AsArray().Select(member => (string)member!["run_id"]!).ShouldBe(["rank0000", "rank1111", "rank2222"]);
        ((double)job["skew"]!).ShouldBe(1.5);
        ((int)job["straggler"]!).ShouldBe(1);
        ((int)job["first_failed"]!).ShouldBe(1);
        ((string)job["launcher"]!).ShouldBe("torch");
    }

    [Theory]
    [InlineData("slurm", "SLURM_PROCID", "SLURM_NTASKS", "SLURM_JOB_ID")]
    [InlineData("mpi", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "PMIX_NAMESPACE")]
    public async Task Launchers_are_recognised_by_what_they_set(string launcher, string rank, string size, string job)
    {
        await WriteAsync(launcher + "0", 0, new JsonObject { [rank] = "0", [size] = "2", [job] = "17" }, 1, EndCause.Success, 30);
        await WriteAsync(launcher + "1", 1, new JsonObject { [rank] = "1", [size] = "2", [job] = "17" }, 1, EndCause.Success, 30);

        JsonNode found = await room.GetAsync($"/api/v1/runs/{launcher}1/members");
        ((string)found["launcher"]!).ShouldBe(launcher);
        found["members"]!.AsArray().Count.ShouldBe(2);
        found["straggler"].ShouldBeNull();
        found["first_failed"].ShouldBeNull();
    }

    [Fact]
    public async Task A_run_alone_has_no_members() =>
        (await room.GetAsync($"/api/v1/runs/{InventedRun.Finished}/members"))["members"]!.AsArray().ShouldBeEmpty();

    private async Task WriteAsync(string id, int rank, JsonObject environment, double stepSeconds, EndCause cause, double endedAt)
    {
        double start = InventedRun.Start + 50_000 + rank;
        await using IRunWriter writer = room.Store.Begin(InventedRun.StartOf(id, id, start) with { Snapshot = new JsonObject { ["environment"] = environment } });
        for (int step = 1; step <= 10; step++)
        {
            writer.Write(new StepReading { UnixSeconds = start + (step * stepSeconds), Step = step, Source = StepSource.Output });
        }

        await writer.CompleteAsync(new RunOutcome { State = RunState.Finished, EndedAt = start + endedAt, Cause = cause }, null, s_generous);
    }
}
