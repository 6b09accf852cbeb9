using FsCheck.Xunit;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite;

public sealed class OutputTests : IDisposable
{
    private readonly TestStore _test = new();

    [Fact]
    public async Task Output_comes_back_byte_for_byte_with_the_time_of_each_line()
    {
        using SqliteRunStore store = _test.Open();
        await using IRunWriter writer = store.Begin(TestStore.Start());
        string[] pieces = ["first\nsec", "ond\r", "\nthird\rbar", "\n", "\nlast"];
        for (int i = 0; i < pieces.Length; i++)
        {
            writer.WriteOutput(OutputStream.Merged, System.Text.Encoding.ASCII.GetBytes(pieces[i]), 100 + i);
            TestStore.WaitStored(writer);
        }

        (long, long)[] lines = [(0, 100), (6, 100), (14, 102), (20, 102), (24, 104), (25, 104)];
        CheckLines(store, string.Concat(pieces), lines);
        (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        CheckLines(store, string.Concat(pieces), lines);
        store.ReadOutput("run22222").ShouldHaveSingleItem();
    }

    [Fact]
    public void Output_that_comes_at_once_is_stored_before_any_must_be_refused()
    {
        using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = _test.Path, QueueBytes = 1 << 20, CommitInterval = TimeSpan.FromHours(1) });
        IRunWriter writer = store.Begin(TestStore.Start());

        // Half of the bound is where output is refused; nothing else would have it stored within the hour.
        writer.WriteOutput(OutputStream.Output, new byte[300_000], 1);

        TestStore.WaitStored(writer);
        writer.Statistics.DroppedLogBytes.ShouldBe(0);
    }

    [Property(MaxTest = 15)]
    public void Any_bytes_in_any_pieces_come_back(int seed)
    {
        var random = new Random(seed);
        using var test = new TestStore();
        using SqliteRunStore store = test.Open();
        IRunWriter writer = store.Begin(TestStore.Start());
        var printed = new Dictionary<OutputStream, List<byte>> { [OutputStream.Output] = [], [OutputStream.Error] = [] };
        for (int i = 0; i < 20; i++)
        {
            OutputStream stream = random.Next(2) == 0 ? OutputStream.Output : OutputStream.Error;
            var piece = new byte[random.Next(30_000)];
            random.NextBytes(piece);
            writer.WriteOutput(stream, piece, i);
            printed[stream].AddRange(piece);
            if (random.Next(3) == 0)
            {
                TestStore.WaitStored(writer);
            }
        }

        TestStore.WaitStored(writer);
        foreach (OutputStream stream in printed.Keys)
        {
            StoredOutput[] parts = [.. store.ReadOutput("run22222").Where(part => part.Stream == stream)];
            parts.ShouldAllBe(part => part.DroppedBytes == 0);
            parts.SelectMany(part => part.Data.ToArray()).ShouldBe(printed[stream]);
        }

        writer.DisposeAsync().AsTask().Wait();
    }

    [Fact]
    public async Task Head_and_tail_are_kept_and_the_gap_is_said()
    {
        const int Head = 100_000;
        const int Tail = 150_000;
        using SqliteRunStore store = SqliteRunStore.Open(_test.Options with { OutputHeadBytes = Head, OutputTailBytes = Tail });
        await using IRunWriter writer = store.Begin(TestStore.Start());
        var printed = new byte[1_000_003];
        new Random(1).NextBytes(printed);
        for (int at = 0; at < printed.Length; at += 10_000)
        {
            writer.WriteOutput(OutputStream.Output, printed.AsSpan(at, Math.Min(10_000, printed.Length - at)), at);
            TestStore.WaitStored(writer);
        }

        (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        StoredOutput[] parts = [.. store.ReadOutput("run22222")];
        StoredOutput gap = parts.Where(part => part.DroppedBytes > 0).ShouldHaveSingleItem();
        gap.Offset.ShouldBe(Head);
        long kept = printed.Length - gap.Offset - gap.DroppedBytes;
        kept.ShouldBeInRange(Tail, Tail + (64 * 1024));
        foreach (StoredOutput part in parts.Where(part => part.DroppedBytes == 0))
        {
            part.Data.Span.SequenceEqual(printed.AsSpan((int)part.Offset, part.Data.Length)).ShouldBeTrue();
        }

        parts.Sum(part => part.Data.Length + part.DroppedBytes).ShouldBe(printed.Length);
    }

    [Fact]
    public async Task A_long_line_without_an_end_packs_small()
    {
        using SqliteRunStore store = SqliteRunStore.Open(_test.Options with { OutputHeadBytes = 20_000_000 });
        await using IRunWriter writer = store.Begin(TestStore.Start());
        var piece = new byte[100_000];
        piece.AsSpan().Fill((byte)'x');
        for (int i = 0; i < 100; i++)
        {
            writer.WriteOutput(OutputStream.Output, piece, i);
            TestStore.WaitStored(writer);
        }

        (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        StoredOutput[] parts = [.. store.ReadOutput("run22222")];
        parts.Sum(part => part.Data.Length).ShouldBe(10_000_000);
        parts.Sum(part => part.LineOffsets.Length).ShouldBe(1);
        new FileInfo(_test.Path).Length.ShouldBeLessThan(1_000_000);
    }

    public void Dispose() => _test.Dispose();

    private static void CheckLines(SqliteRunStore store, string text, (long Offset, long Time)[] lines)
    {
        StoredOutput[] parts = [.. store.ReadOutput("run22222")];
        string.Concat(parts.Select(part => System.Text.Encoding.ASCII.GetString(part.Data.Span))).ShouldBe(text);
        parts.SelectMany(part => part.LineOffsets.Zip(part.LineTimes, (offset, time) => (part.Offset + offset, time))).ShouldBe(lines);
    }
}
