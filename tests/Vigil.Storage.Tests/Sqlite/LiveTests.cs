using Vigil.Core.Library;
using Vigil.Core.Live;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite;

public sealed class LiveTests : IDisposable
{
    private readonly TestStore _test = new();

    [Fact]
    public async Task The_version_changes_with_everything_that_people_write()
    {
        using SqliteRunStore store = _test.Open();
        await using IRunWriter writer = store.Begin(TestStore.Start());
        long version = store.Live.ReadVersion();
        store.Live.ReadVersion().ShouldBe(version);

        foreach (RunAnnotation annotation in (RunAnnotation[])[new() { Name = "other" }, new() { Note = "a note" }, new() { Tags = ["a"] }])
        {
            store.Library.Annotate("run22222", annotation).ShouldBeTrue();
            long after = store.Live.ReadVersion();
            after.ShouldNotBe(version);
            version = after;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_follower_gets_each_sample_once_whatever_the_clock_does(int seed)
    {
        var random = new Random(seed);
        using SqliteRunStore store = SqliteRunStore.Open(_test.Options with { TailSamples = 64 });
        var machine = new JumpyMachine(seed);
        await using IRunWriter writer = store.Begin(TestStore.Start());
        machine.Write(writer, 10);
        StoredSubject system = store.ReadSubjects("run22222")[0];
        RunCursor cursor = store.Live.ReadCursor("run22222")!.Value;
        List<long> followed = [];
        for (int round = 0; round < 30; round++)
        {
            machine.Now -= random.Next(4) == 0 ? 3_600_000 : 0;
            machine.Write(writer, random.Next(1, 100));
            RunChanges changes = store.Live.ReadChanges("run22222", cursor)!;
            NewRows rows = changes.Samples.Single(one => one.Subject.Id == system.Id);
            rows.Before.ShouldBe(1);
            followed.AddRange(rows.Rows.UnixMilliseconds.Skip(1));
            rows.Rows.Columns.Values.ShouldAllBe(column => column.Length == rows.Rows.UnixMilliseconds.Length);
            cursor = changes.Cursor;
            store.Live.ReadChanges("run22222", cursor)!.Samples.ShouldBeEmpty();
        }

        SeriesTable all = store.ReadSeries("run22222", system.Id);
        followed.ShouldBe(all.UnixMilliseconds.Skip(10));
        foreach (NewRows rows in store.Live.ReadChanges("run22222", default)!.Samples)
        {
            SeriesTable whole = store.ReadSeries("run22222", rows.Subject.Id);
            rows.Before.ShouldBe(0);
            rows.Rows.UnixMilliseconds.ShouldBe(whole.UnixMilliseconds);
            whole.Columns.ShouldAllBe(column => column.Value.SequenceEqual(rows.Rows.Columns[column.Key]));
        }
    }

    [Fact]
    public async Task Output_that_was_read_is_not_unpacked_again()
    {
        using SqliteRunStore store = _test.Open();
        await using IRunWriter writer = store.Begin(TestStore.Start());
        byte[] line = System.Text.Encoding.UTF8.GetBytes(new string('x', 999) + "\n");
        for (int i = 0; i < 200; i++)
        {
            writer.WriteOutput(OutputStream.Merged, line, 1_700_000_000_000 + i);
        }

        TestStore.WaitStored(writer);
        RunCursor cursor = store.Live.ReadCursor("run22222")!.Value;
        cursor.OutputBytes![(int)OutputStream.Merged].ShouldBe(200_000);
        TestStore.Execute(_test.Path, "UPDATE VigilOutput SET data = x'00' WHERE sealed = 1");
        writer.WriteOutput(OutputStream.Merged, "the end\nhalf"u8, 1_700_000_001_000);
        TestStore.WaitStored(writer);

        StoredOutput piece = store.Live.ReadChanges("run22222", cursor)!.Output.ShouldHaveSingleItem();

        System.Text.Encoding.UTF8.GetString(piece.Data.Span).ShouldBe("the end\nhalf");
        store.Live.ReadCursor("run22222")!.Value.OutputBytes![(int)OutputStream.Merged].ShouldBe(200_008);
    }

    public void Dispose() => _test.Dispose();
}
