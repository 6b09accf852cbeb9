using System.Net;
using System.Net.Http.Headers;
using Vigil.Core.Runs;
using Vigil.Server.Tests.Support;
using Vigil.Telemetry.Records;

namespace Vigil.Server.Tests.Otlp;

/// <summary>Records that are sent from elsewhere.</summary>
public sealed class RecordsInTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    private static readonly TimeSpan s_generous = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_is_sent_is_what_was_recorded()
    {
        const string Id = "sent2222";
        string outbox = Path.Combine(room.Folder, "outbox-" + Id);
        await using var sender = new RecordSender(room.Address, null, outbox, 64 << 20, TimeProvider.System);
        await using IRunWriter writer = sender.Begin(InventedRun.StartOf(Id, "sent", InventedRun.Start));
        InventedRun.Fill(writer, InventedRun.Start);
        var outcome = new RunOutcome { State = RunState.Finished, EndedAt = InventedRun.Start + InventedRun.Samples, ExitCode = 0, Cause = EndCause.Success };
        (await writer.CompleteAsync(outcome, null, s_generous)).ShouldBeTrue();

        IRunStore store = room.Store;
        store.FindRuns(Id)[0].Outcome.ShouldBe(outcome);
        store.FindRuns(Id)[0].Start.Command.ShouldBe(["python3", "train.py"]);
        store.ReadTotals(Id).Select(totals => totals.Totals).ShouldBe(store.ReadTotals(InventedRun.Finished).Select(totals => totals.Totals));
        store.ReadSteps(Id).Select(step => step.Loss).ShouldBe(store.ReadSteps(InventedRun.Finished).Select(step => step.Loss));
        store.ReadEvents(Id).Select(stored => stored.Event.ToString()).ShouldBe(store.ReadEvents(InventedRun.Finished).Select(stored => stored.Event.ToString()));
        Output(store, Id).ShouldBe(Output(store, InventedRun.Finished));
        IReadOnlyList<StoredSubject> here = store.ReadSubjects(InventedRun.Finished);
        IReadOnlyList<StoredSubject> sent = store.ReadSubjects(Id);
        sent.Select(subject => (subject.Kind, subject.Key)).ShouldBe(here.Select(subject => (subject.Kind, subject.Key)));
        for (int i = 0; i < here.Count; i++)
        {
            sent[i].Attributes.ShouldBe(here[i].Attributes);
            SeriesTable expected = store.ReadSeries(InventedRun.Finished, here[i].Id);
            SeriesTable actual = store.ReadSeries(Id, sent[i].Id);
            actual.UnixMilliseconds.ShouldBe(expected.UnixMilliseconds);
            actual.Columns.Keys.ShouldBe(expected.Columns.Keys);
            actual.Columns.Values.ShouldBe(expected.Columns.Values);
        }
    }

    [Fact]
    public async Task What_a_killed_process_left_is_sent_by_the_next()
    {
        const string Id = "left2222";
        string outbox = Path.Combine(room.Folder, "outbox-" + Id);
        var nobody = new Uri("http://127.0.0.1:9");
        await using (var sender = new RecordSender(nobody, null, outbox, 64 << 20, TimeProvider.System))
        {
            await using IRunWriter writer = sender.Begin(InventedRun.StartOf(Id, "left", InventedRun.Start));
            InventedRun.Fill(writer, InventedRun.Start);
        }

        // As if the control room had been away.
        await File.WriteAllTextAsync(Path.Combine(outbox, Id, "target"), room.Address.ToString());
        await using var next = new RecordSender(room.Address, null, outbox, 64 << 20, TimeProvider.System);
        (await next.FlushAsync(s_generous)).ShouldBeTrue();

        room.Store.FindRuns(Id)[0].State.ShouldBe(RunState.RecorderKilled);
        room.Store.ReadTotals(Id).Count().ShouldBe(InventedRun.Samples);
    }

    [Fact]
    public async Task A_full_buffer_drops_the_oldest_and_counts()
    {
        string outbox = Path.Combine(room.Folder, "outbox-full");
        await using var sender = new RecordSender(new Uri("http://127.0.0.1:9"), null, outbox, 16 << 10, TimeProvider.System);
        await using IRunWriter writer = sender.Begin(InventedRun.StartOf("full2222", "full", InventedRun.Start));
        InventedRun.Fill(writer, InventedRun.Start);

        sender.Statistics.Dropped.ShouldBeGreaterThan(0);
        sender.Statistics.Pending.ShouldBeGreaterThan(0);
        Directory.EnumerateFiles(Path.Combine(outbox, "full2222"), "*.items").Sum(file => new FileInfo(file).Length).ShouldBeLessThan(20 << 10);
    }

    [Theory]
    [InlineData("x", "1")]
    [InlineData("a/b", "1")]
    [InlineData("run1", "0")]
    [InlineData("run1", "one")]
    public async Task Headers_that_cannot_be_are_refused(string id, string sequence)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/logs") { Content = new ByteArrayContent([0x0a, 0xff]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        request.Headers.Add(RecordWords.RecordHeader, id);
        request.Headers.Add(RecordWords.SequenceHeader, sequence);
        request.Headers.Add(RecordWords.OffsetHeader, "0");
        using HttpResponseMessage response = await room.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static byte[] Output(IRunStore store, string id) => [.. store.ReadOutput(id).SelectMany(piece => piece.Data.ToArray())];
}
