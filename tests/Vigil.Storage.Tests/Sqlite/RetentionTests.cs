using System.Diagnostics;
using Vigil.Core.Maintenance;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Series;
using Vigil.Storage.Faults;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite;

public sealed class RetentionTests : IDisposable
{
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;
    private static readonly string[] s_metrics = [SystemMetrics.MemoryUsed.Name, SystemMetrics.CpuUser.Name];
    private readonly TestStore _test = new();

    [Fact]
    public async Task Charts_of_deleted_samples_are_answered_by_minutes_and_then_by_hours()
    {
        var machine = new JumpyMachine(1);
        using SqliteRunStore store = await RecordAsync(machine, RunKind.Monitor);
        SeriesBuckets before = Chart(store, machine, 100);
        long system = store.ReadSubjects("run22222")[0].Id;

        MaintenanceResult deleted = await At(machine.Now + (31 * Day)).MaintainAsync(new RetentionPolicy());

        deleted.BlocksDeleted.ShouldBeGreaterThan(0);
        store.ReadSeries("run22222", system).UnixMilliseconds.ShouldBeEmpty();
        store.ReadTotals("run22222").ShouldBeEmpty();
        ShouldBeSame(Chart(store, machine, 100), before);

        // Shorter buckets than what is left: each tells of the minute that it lies in.
        BucketColumn fine = Chart(store, machine, 8_000).Columns[SystemMetrics.MemoryUsed.Name];
        fine.Mean.Count(double.IsFinite).ShouldBeGreaterThan(4_000);

        (await At(machine.Now + (400 * Day)).MaintainAsync(new RetentionPolicy())).SpansDeleted.ShouldBeGreaterThan(0);

        TestStore.Scalar(_test.Path, "SELECT count(*) FROM VigilRollupSpan WHERE step_ms = 60000").ShouldBe(0L);
        SeriesBuckets hours = Chart(store, machine, 5);
        hours.Columns[SystemMetrics.MemoryUsed.Name].Maximum.Max().ShouldBe(before.Columns[SystemMetrics.MemoryUsed.Name].Maximum.Where(double.IsFinite).Max());
        store.FindRuns("run22222").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_record_of_which_nothing_is_left_goes_with_its_hours()
    {
        var machine = new JumpyMachine(2);
        using SqliteRunStore store = await RecordAsync(machine, RunKind.Service);

        var policy = new RetentionPolicy { HourAge = TimeSpan.FromDays(500) };
        (await At(machine.Now + (400 * Day)).MaintainAsync(policy)).RecordsDeleted.ShouldBe(0);
        (await At(machine.Now + (600 * Day)).MaintainAsync(policy)).RecordsDeleted.ShouldBe(1);

        store.FindRuns("run22222").ShouldBeEmpty();
        TestStore.Scalar(_test.Path, "SELECT count(*) FROM VigilSubject").ShouldBe(0L);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Runs_of_programs_are_kept_unless_told_otherwise(bool includesRuns)
    {
        var machine = new JumpyMachine(3);
        using SqliteRunStore store = await RecordAsync(machine, RunKind.Run);

        MaintenanceResult result = await At(machine.Now + (100 * Day)).MaintainAsync(new RetentionPolicy { IncludesRuns = includesRuns });

        (result.BlocksDeleted > 0).ShouldBe(includesRuns);
        store.ReadTotals("run22222").Any().ShouldBe(!includesRuns);
    }

    [Fact]
    public async Task A_run_that_is_being_recorded_is_never_touched_and_a_machine_keeps_its_newest()
    {
        var machine = new JumpyMachine(4);
        using SqliteRunStore store = Open();
        await using IRunWriter run = store.Begin(TestStore.Start());
        await using IRunWriter monitor = store.Begin(TestStore.Start("monitor2") with { Kind = RunKind.Monitor });
        machine.Write(run, 2_000);
        machine.Write(monitor, 6_000);

        await At(machine.Now + (100 * Day)).MaintainAsync(new RetentionPolicy { IncludesRuns = true, MostBytes = 1 });

        store.ReadTotals("run22222").Count().ShouldBe(2_000);
        int kept = store.ReadSeries("monitor2", store.ReadSubjects("monitor2")[0].Id).UnixMilliseconds.Length;
        kept.ShouldBeInRange(1, 5_999);
        machine.Write(monitor, 500);
        store.ReadSeries("monitor2", store.ReadSubjects("monitor2")[0].Id).UnixMilliseconds.Length.ShouldBe(kept + 500);
    }

    [Fact]
    public async Task The_oldest_goes_until_the_database_is_as_small_as_it_must_be()
    {
        var machine = new JumpyMachine(5);
        using SqliteRunStore store = await RecordAsync(machine, RunKind.Monitor, 12_000);
        long before = UsedBytes();
        long most = before * 2 / 3;

        MaintenanceResult result = await At(machine.Now).MaintainAsync(new RetentionPolicy { MostBytes = most });

        result.BytesTooMany.ShouldBe(0);
        result.BlocksDeleted.ShouldBeGreaterThan(0);
        result.RecordsDeleted.ShouldBe(0);
        UsedBytes().ShouldBeLessThanOrEqualTo(most);
        long[] left = store.ReadSeries("run22222", store.ReadSubjects("run22222")[0].Id).UnixMilliseconds;
        left.ShouldNotBeEmpty();
        left[^1].ShouldBe(machine.Now);
        Chart(store, machine, 100).Columns[SystemMetrics.MemoryUsed.Name].Mean.Count(double.IsNaN).ShouldBeLessThan(20);
    }

    [Fact]
    public async Task What_runs_hold_is_said_when_it_alone_is_too_much()
    {
        var machine = new JumpyMachine(6);
        using SqliteRunStore store = await RecordAsync(machine, RunKind.Run);

        MaintenanceResult result = await At(machine.Now).MaintainAsync(new RetentionPolicy { MostBytes = 1 });

        result.BytesTooMany.ShouldBeGreaterThan(0);
        store.ReadTotals("run22222").Count().ShouldBe(6_000);
    }

    [Fact]
    public async Task Killed_half_way_it_loses_nothing_and_doubles_nothing()
    {
        var machine = new JumpyMachine(7);
        using SqliteRunStore store = await RecordAsync(machine, RunKind.Run, 20_000);
        SeriesBuckets before = Chart(store, machine, 300);
        for (int kill = 0; kill < 5; kill++)
        {
            using Process child = StartChild();
            child.StandardOutput.ReadLine().ShouldBe("open");
            object? seen = Progress();
            TestStore.WaitFor(() => !Equals(Progress(), seen) || child.HasExited);
            child.Kill();
            child.WaitForExit();
            ShouldBeSame(Chart(store, machine, 300), before);
        }

        await At(machine.Now + Day).MaintainAsync(ChildMaintainer.RollupsAlone);

        ShouldBeSame(Chart(store, machine, 300), before);
        TestStore.Scalar(_test.Path, "SELECT (SELECT count(*) FROM VigilSampleBlock) + (SELECT count(*) FROM VigilSampleChunk) + (SELECT count(*) FROM MetricsSample)").ShouldBe(0L);
        TestStore.Scalar(_test.Path, "PRAGMA integrity_check").ShouldBe("ok");
    }

    [Fact]
    public async Task Writers_get_in_while_the_store_is_maintained()
    {
        var machine = new JumpyMachine(8);
        using SqliteRunStore store = await RecordAsync(machine, RunKind.Monitor, 20_000);
        await using IRunWriter writer = store.Begin(TestStore.Start("second22"));
        var other = new FakeMachine(gpus: 1, processes: 8, cores: 4);
        Task<MaintenanceResult> maintained = Task.Run(() => At(machine.Now + (100 * Day)).MaintainAsync(new RetentionPolicy()));
        int stored = 0;
        while (!maintained.IsCompleted)
        {
            writer.Write(other.Next());
            TestStore.WaitStored(writer);
            stored++;
        }

        (await maintained).BlocksDeleted.ShouldBeGreaterThan(50);
        stored.ShouldBeGreaterThan(10);
        writer.Statistics.DroppedSamples.ShouldBe(0);
        store.ReadTotals("second22").Count().ShouldBe(stored);
    }

    [SkippableFact]
    public async Task On_a_full_disk_it_says_so_and_leaves_everything_as_it_was()
    {
        using TemporaryMount? mount = TemporaryMount.Tmpfs(_test.Folder, "6m");
        Skip.If(mount is null, "needs the right to mount file systems");
        var machine = new JumpyMachine(9);
        using SqliteRunStore store = await RecordAsync(machine, RunKind.Monitor);
        SeriesBuckets before = Chart(store, machine, 100);
        string ballast = Path.Combine(_test.Folder, "ballast");
        Fill(ballast);

        StoreUnavailableException failure = await Should.ThrowAsync<StoreUnavailableException>(() => store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll));

        failure.Fault.ShouldBeOneOf(StoreFault.Full, StoreFault.InputOutput);
        File.Delete(ballast);
        ShouldBeSame(Chart(store, machine, 100), before);
        (await store.Maintenance.MaintainAsync(RetentionPolicy.KeepAll)).SpansRolledUp.ShouldBeGreaterThan(0);
        ShouldBeSame(Chart(store, machine, 100), before);
    }

    public void Dispose() => _test.Dispose();

    private static void Fill(string path)
    {
        using FileStream file = File.Create(path, bufferSize: 0);
        byte[] block = new byte[512];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full now.
        }
    }

    private static SeriesBuckets Chart(SqliteRunStore store, JumpyMachine machine, int points) =>
        store.Series.ReadBuckets(new SeriesRequest("run22222", store.ReadSubjects("run22222")[0].Id, s_metrics, JumpyMachine.Start, machine.Now + 1, points));

    private static void ShouldBeSame(SeriesBuckets answer, SeriesBuckets before)
    {
        answer.UnixMilliseconds.ShouldBe(before.UnixMilliseconds);
        foreach (string metric in s_metrics)
        {
            double tolerance = metric == SystemMetrics.CpuUser.Name ? 2e-3 : 1e-12;
            for (int i = 0; i < answer.UnixMilliseconds.Length; i++)
            {
                ShouldBeNear(answer.Columns[metric].Minimum[i], before.Columns[metric].Minimum[i], tolerance);
                ShouldBeNear(answer.Columns[metric].Maximum[i], before.Columns[metric].Maximum[i], tolerance);
                ShouldBeNear(answer.Columns[metric].Mean[i], before.Columns[metric].Mean[i], 1e-9);
            }
        }
    }

    private static void ShouldBeNear(double actual, double expected, double tolerance)
    {
        if (!double.IsNaN(expected) || !double.IsNaN(actual))
        {
            actual.ShouldBe(expected, (tolerance * Math.Abs(expected)) + (tolerance > 1e-6 ? 1e-3 : 1e-12));
        }
    }

    private SqliteRunStore Open() => SqliteRunStore.Open(_test.Options with { TailSamples = 64, TimeProvider = new ShiftedTime(JumpyMachine.Start) });

    private async Task<SqliteRunStore> RecordAsync(JumpyMachine machine, RunKind kind, int samples = 6_000)
    {
        SqliteRunStore store = Open();
        await machine.RecordAsync(store, TestStore.Start() with { Kind = kind }, samples);
        return store;
    }

    // Maintenance as another process would do it at another time.
    private Maintainer At(long unixMilliseconds) => new(_test.Options with { TimeProvider = new ShiftedTime(unixMilliseconds) });

    private object? Progress() => TestStore.Scalar(_test.Path, "SELECT (SELECT count(*) FROM VigilRollupSpan) || ' ' || (SELECT count(*) FROM VigilSampleBlock) || ' ' || (SELECT count(*) FROM MetricsSample)");

    private long UsedBytes() => (long)TestStore.Scalar(_test.Path, "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size")!;

    private Process StartChild() => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
        [typeof(Program).Assembly.Location, "maintain", _test.Path])
    { RedirectStandardOutput = true, UseShellExecute = false })!;

    private sealed record Maintainer(SqliteStoreOptions Options)
    {
        public async Task<MaintenanceResult> MaintainAsync(RetentionPolicy policy)
        {
            using SqliteRunStore store = SqliteRunStore.Open(Options);
            return await store.Maintenance.MaintainAsync(policy);
        }
    }
}
