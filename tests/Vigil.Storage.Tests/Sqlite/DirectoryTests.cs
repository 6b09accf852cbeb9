using Vigil.Core.Library;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite;

/// <summary>What a store keeps in mind about runs must not outlive its truth.</summary>
public sealed class DirectoryTests : IDisposable
{
    private readonly TestStore _test = new();

    [Fact]
    public async Task A_run_that_another_process_ends_is_no_longer_active()
    {
        using SqliteRunStore other = _test.Open();
        using SqliteRunStore store = _test.Open();
        await using IRunWriter writer = other.Begin(TestStore.Start());
        store.Live.ReadActiveRuns(double.PositiveInfinity).ShouldBe(["run22222"]);

        (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();

        store.Live.ReadActiveRuns(double.PositiveInfinity).ShouldBeEmpty();
        store.Live.ReadActiveRuns(TestStore.Finished.EndedAt).ShouldBe(["run22222"]);
        store.Live.ReadActiveRuns(TestStore.Finished.EndedAt + 1).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_record_that_takes_the_number_of_a_deleted_run_is_listed_as_what_it_is()
    {
        using SqliteRunStore store = _test.Open();
        await RecordAsync(store, TestStore.Start());
        store.Library.Query(new RunFilter()).Total.ShouldBe(1);
        store.Library.Delete("run22222").ShouldBe(DeleteResult.Deleted);

        await RecordAsync(store, TestStore.Start("mach2222") with { Kind = RunKind.Monitor, StartedAt = 1_700_000_050 });

        store.Library.Query(new RunFilter()).Total.ShouldBe(0);
        store.Library.Query(new RunFilter { Kind = RunKind.Monitor }).Runs.ShouldHaveSingleItem().Run.Start.Id.ShouldBe("mach2222");
        store.ListRuns().ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_of_the_list_follow_each_other_from_the_newest_to_the_oldest()
    {
        using SqliteRunStore store = _test.Open();
        for (int i = 0; i < 5; i++)
        {
            await RecordAsync(store, TestStore.Start($"run2222{i + 2}") with { StartedAt = 1_700_000_000 + i });
        }

        RunPage first = store.Library.Query(new RunFilter { Limit = 3 });
        RunPage second = store.Library.Query(new RunFilter { Limit = 3, After = first.Next });

        first.Total.ShouldBe(5);
        first.Runs.Concat(second.Runs).Select(run => run.Run.Start.Id).ShouldBe(["run22226", "run22225", "run22224", "run22223", "run22222"]);
        second.Next.ShouldBeNull();
    }

    public void Dispose() => _test.Dispose();

    private static async Task RecordAsync(SqliteRunStore store, RunStart start)
    {
        await using IRunWriter writer = store.Begin(start);
        (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
    }
}
