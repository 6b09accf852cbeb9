using System.Diagnostics;
using System.Globalization;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Core.Training;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite;

public sealed class FailureTests : IDisposable
{
    private readonly TestStore _test = new();
    private readonly FakeMachine _machine = new(gpus: 1, processes: 8, cores: 4);

    [Fact]
    public void A_killed_recorder_leaves_everything_stored_before()
    {
        using Process child = StartChild("killed22");
        int stored = ReadCommitted(child, atLeast: 150);
        child.Kill();
        child.WaitForExit();

        using SqliteRunStore store = _test.Open();
        store.CloseOrphans().ShouldBe(["killed22"]);
        store.ReadTotals("killed22").Count().ShouldBeGreaterThanOrEqualTo(stored);
        StoredSubject system = store.ReadSubjects("killed22")[0];
        SeriesTable series = store.ReadSeries("killed22", system.Id);
        series.UnixMilliseconds.Length.ShouldBeGreaterThanOrEqualTo(stored);
        store.ReadEvents("killed22").Count().ShouldBeGreaterThanOrEqualTo(stored + 1);
        string output = string.Concat(store.ReadOutput("killed22").Select(part => System.Text.Encoding.UTF8.GetString(part.Data.Span)));
        output.ShouldStartWith("line 1\nline 2\n");
        output.ShouldContain($"\nline {stored}\n");
        RunRecord run = store.FindRuns("killed22").ShouldHaveSingleItem();
        run.State.ShouldBe(RunState.RecorderKilled);
        run.Outcome!.EndedAt.ShouldBe(run.LastSeenAt);
        store.ReadEvents("killed22").Last().Event.Type.ShouldBe(EventTypes.TrainingEnd);
        TestStore.Scalar(_test.Path, "SELECT count(*) FROM VigilSampleTail").ShouldBe(0L);
        store.CloseOrphans().ShouldBeEmpty();
    }

    [Fact]
    public void Two_processes_record_into_one_database_while_a_third_reads()
    {
        using Process first = StartChild("first222");
        using Process second = StartChild("second22");
        try
        {
            ReadCommitted(first, 10);
            ReadCommitted(second, 10);
            using SqliteRunStore store = SqliteRunStore.Open(_test.Options with { ReadOnly = true });
            foreach (string id in (string[])["first222", "second22"])
            {
                StoredSubject system = store.ReadSubjects(id)[0];
                TestStore.WaitFor(() => store.ReadSeries(id, system.Id).UnixMilliseconds.Length > 200);
                store.ReadTotals(id).Zip(store.ReadTotals(id).Skip(1)).ShouldAllBe(pair => pair.First.UnixSeconds < pair.Second.UnixSeconds);
            }

            using SqliteRunStore writable = _test.Open();
            string[] closed = [.. writable.CloseOrphans()];
            closed.ShouldBe(["second22", "first222"], ignoreOrder: true, "their identity has a false start time");
        }
        finally
        {
            first.Kill();
            second.Kill();
        }
    }

    [SkippableFact]
    public async Task What_was_recorded_stays_readable_when_the_disk_has_no_room_for_as_much_as_a_lock()
    {
        using TemporaryMount? mount = TemporaryMount.Tmpfs(_test.Folder, "2m");
        Skip.If(mount is null, "needs the right to mount file systems");
        using (SqliteRunStore store = _test.Open())
        {
            await using IRunWriter writer = store.Begin(TestStore.Start());
            (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        }

        FillDisk(Path.Combine(_test.Folder, "ballast"));
        using SqliteRunStore again = SqliteRunStore.Open(_test.Options with { ReadOnly = true });
        again.ListRuns().ShouldHaveSingleItem().Start.Id.ShouldBe("run22222");
    }

    [SkippableFact]
    public async Task A_full_disk_stops_nothing_and_recording_goes_on_when_there_is_room()
    {
        using TemporaryMount? mount = TemporaryMount.Tmpfs(_test.Folder, "1500k");
        Skip.If(mount is null, "needs the right to mount file systems");
        using SqliteRunStore store = SqliteRunStore.Open(_test.Options with { QueueBytes = 256 * 1024 });
        await using IRunWriter writer = store.Begin(TestStore.Start());
        string ballast = Path.Combine(_test.Folder, "ballast");
        FillDisk(ballast);
        TestStore.WaitFor(() =>
        {
            writer.Write(_machine.Next());
            return writer.Statistics.DroppedSamples > 0;
        });

        WriterStatistics full = writer.Statistics;
        full.LastError.ShouldNotBeNull();
        full.PendingBytes.ShouldBeLessThanOrEqualTo(300 * 1024);
        File.Delete(ballast);
        TestStore.WaitStored(writer);
        (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        store.ReadTotals("run22222").Count().ShouldBe((int)(_machine.Frame.Sequence - writer.Statistics.DroppedSamples));
        StoredEvent said = store.ReadEvents("run22222").First(row => row.Event.Type == EventTypes.Dropped);
        ((long)said.Event.Details!["samples"]!).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_lock_that_lasts_delays_and_loses_nothing()
    {
        using SqliteRunStore store = _test.Open();
        await using IRunWriter writer = store.Begin(TestStore.Start());
        using (var connection = TestStore.Connect(_test.Path))
        {
            using var command = connection.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            writer.Write(_machine.Next());
            TestStore.WaitFor(() => writer.Statistics.LastError is not null);
            writer.Write(_machine.Next());
            command.CommandText = "ROLLBACK";
            command.ExecuteNonQuery();
        }

        TestStore.WaitStored(writer);
        store.ReadTotals("run22222").Count().ShouldBe(2);
        writer.Statistics.DroppedSamples.ShouldBe(0);
        writer.Statistics.LastError.ShouldBeNull();
    }

    [Fact]
    public async Task A_file_that_was_deleted_is_begun_anew()
    {
        using SqliteRunStore store = _test.Open();
        await using IRunWriter writer = store.Begin(TestStore.Start());
        writer.Write(_machine.Next());
        TestStore.WaitStored(writer);
        foreach (string file in Directory.GetFiles(_test.Folder))
        {
            File.Delete(file);
        }

        writer.Write(_machine.Next());
        TestStore.WaitStored(writer);
        (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        using SqliteRunStore again = _test.Open();
        again.ListRuns().ShouldHaveSingleItem().State.ShouldBe(RunState.Finished);
        StoredSubject system = again.ReadSubjects("run22222")[0];
        again.ReadSeries("run22222", system.Id).UnixMilliseconds.ShouldBe([_machine.Frame.UnixMilliseconds]);
    }

    [Fact]
    public async Task A_folder_that_went_away_bounds_memory_and_drops_output_first()
    {
        string folder = Path.Combine(_test.Folder, "mounted");
        using SqliteRunStore store = SqliteRunStore.Open(_test.Options with { Path = Path.Combine(folder, "a.db"), QueueBytes = 64 * 1024 });
        await using IRunWriter writer = store.Begin(TestStore.Start());
        Directory.Delete(folder, recursive: true);
        File.WriteAllText(folder, "in the way");
        var line = new byte[1000];
        for (int i = 0; i < 500; i++)
        {
            writer.WriteOutput(OutputStream.Output, line, i);
            writer.Write(new StepReading { UnixSeconds = i, Step = i, Source = StepSource.Output });
            writer.Emit(new RunEvent(i, EventTypes.Signal));
        }

        WriterStatistics statistics = writer.Statistics;
        statistics.PendingBytes.ShouldBeLessThanOrEqualTo(70 * 1024);
        statistics.DroppedLogBytes.ShouldBeGreaterThan(400_000);
        statistics.DroppedSteps.ShouldBeInRange(1, 499);
        statistics.DroppedEvents.ShouldBeLessThan(statistics.DroppedSteps);
        (await writer.CompleteAsync(TestStore.Finished, null, TimeSpan.FromMilliseconds(50))).ShouldBeFalse();
        File.Delete(folder);
    }

    [Fact]
    public async Task Samples_cost_the_sampling_thread_no_memory()
    {
        using SqliteRunStore store = _test.Open();
        await using IRunWriter writer = store.Begin(TestStore.Start());
        for (int i = 0; i < 40; i++)
        {
            writer.Write(_machine.Next());
            TestStore.WaitStored(writer);
        }

        long allocated = 0;
        for (int i = 0; i < 100; i++)
        {
            _machine.Next();
            long before = GC.GetAllocatedBytesForCurrentThread();
            writer.Write(_machine.Frame);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            TestStore.WaitStored(writer);
        }

        allocated.ShouldBe(0);
    }

    public void Dispose() => _test.Dispose();

    private static void FillDisk(string path)
    {
        using FileStream file = File.Create(path);
        try
        {
            var block = new byte[4096];
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full now.
        }
    }

    private Process StartChild(string runId) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
        [typeof(Program).Assembly.Location, "record", _test.Path, runId])
    { RedirectStandardOutput = true, UseShellExecute = false })!;

    private static int ReadCommitted(Process child, int atLeast)
    {
        while (true)
        {
            string line = child.StandardOutput.ReadLine().ShouldNotBeNull("the recorder ended by itself");
            int stored = int.Parse(line, CultureInfo.InvariantCulture);
            if (stored >= atLeast)
            {
                return stored;
            }
        }
    }
}
