using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite;

public sealed class OrphanTests : IDisposable
{
    private readonly TestStore _test = new();

    [Theory]
    [InlineData("here", "boot1", true, false)]
    [InlineData("here", "boot1", false, true)]
    [InlineData("here", "boot0", true, true)]
    [InlineData("there", "boot1", false, true)]
    public async Task Closes_runs_whose_recorder_is_gone(string host, string boot, bool alive, bool closes)
    {
        await LeaveOpen(host, boot);
        using SqliteRunStore store = SqliteRunStore.Open(_test.Options with { HostName = "here", BootId = "boot1", IsRecorderAlive = _ => alive });

        store.CloseOrphans().Count.ShouldBe(closes ? 1 : 0);
        RunRecord run = store.ListRuns().ShouldHaveSingleItem();
        run.State.ShouldBe(closes ? RunState.RecorderKilled : RunState.Running);
        (run.Outcome?.Cause).ShouldBe(closes ? EndCause.RecorderKilled : null);
    }

    [Fact]
    public async Task A_run_of_another_machine_is_left_alone_for_a_day()
    {
        await LeaveOpen("there", "boot1");
        using SqliteRunStore store = _test.Open();
        TestStore.Execute(_test.Path, "UPDATE VigilRun SET last_seen_at = strftime('%s') - 80000");

        store.CloseOrphans().ShouldBeEmpty();
        TestStore.Execute(_test.Path, "UPDATE VigilRun SET last_seen_at = strftime('%s') - 90000");
        store.CloseOrphans().ShouldHaveSingleItem();
    }

    [Fact]
    public void This_process_counts_as_alive()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        long ticks = long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19]);

        RecorderLiveness.IsAlive(new RecorderIdentity("", "", Environment.ProcessId, ticks)).ShouldBeTrue();
        RecorderLiveness.IsAlive(new RecorderIdentity("", "", Environment.ProcessId, ticks + 1)).ShouldBeFalse();
        RecorderLiveness.IsAlive(new RecorderIdentity("", "", int.MaxValue, ticks)).ShouldBeFalse();
    }

    public void Dispose() => _test.Dispose();

    private async Task LeaveOpen(string host, string boot)
    {
        using SqliteRunStore store = _test.Open();
        IRunWriter writer = store.Begin(TestStore.Start() with { Recorder = new RecorderIdentity(host, boot, 1, 1) });
        writer.Write(new FakeMachine(gpus: 0, processes: 1, cores: 1).Next());
        await writer.DisposeAsync();
        TestStore.Execute(_test.Path, "UPDATE VigilRun SET last_seen_at = 1700000010");
    }
}
