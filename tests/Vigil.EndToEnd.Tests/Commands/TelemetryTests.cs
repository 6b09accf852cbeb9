using System.Text;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.EndToEnd.Tests.Support;
using Vigil.Storage.Sqlite;

namespace Vigil.EndToEnd.Tests.Commands;

/// <summary><c>vigil run --otlp</c> tells a run to another <c>vigil serve</c>, by the protocol that any receiver speaks.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public TelemetryTests() => Machine.NeedPython();

    public void Dispose() => _sandbox.Dispose();

    [SkippableFact]
    public void A_run_told_to_a_server_arrives_whole()
    {
        string elsewhere = _sandbox.PathOf("elsewhere.db");
        RunningProgram server = _sandbox.Start(Repository.Vigil, "serve", "--port", "0", "--db", elsewhere);
        server.WaitForError("Ctrl-C");
        string address = server.Error.Split(' ', '\n').Last(word => word.StartsWith("http://", StringComparison.Ordinal));

        _sandbox.RecordWith(["--name", "told", "--otlp", address, "--interval", "0.25"], Machine.Python, Repository.Sample("progress/hf_dicts.py"), "--delay", "0.1").ShouldEndWith(0);
        server.Signal(Machine.Interrupt);
        server.Wait().ShouldEndWith(0);

        StoredRun told = _sandbox.LastRun();
        using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = elsewhere, ReadOnly = true });
        RunRecord arrived = store.ListRuns(kind: RunKind.Service).ShouldHaveSingleItem();
        arrived.Start.Name.ShouldBe("told");
        arrived.Start.Command.ShouldBe(told.Record.Start.Command);
        arrived.State.ShouldBe(RunState.Detached);
        store.ReadSubjects(arrived.Start.Id).ShouldContain(subject => subject.Kind == SubjectKind.Instrument && subject.Key.StartsWith("process.memory.usage{", StringComparison.Ordinal));

        // The steps of within one moment share a sample there: of each the last stays.
        double[] steps = Column(store, arrived, "vigil.training.step");
        steps.ShouldBe([.. steps.Order()]);
        steps[^1].ShouldBe(told.StepNumbers.Last());
        Column(store, arrived, "vigil.training.loss")[^1].ShouldBe(told.Steps[^1].Loss!.Value, 1e-9);
        told.Events.Select(one => one.Type).Except(store.ReadEvents(arrived.Start.Id).Select(stored => stored.Event.Type)).ShouldBeEmpty();
        string output = string.Concat(store.ReadOutput(arrived.Start.Id).Select(piece => Encoding.UTF8.GetString(piece.Data.Span)));
        output.Split('\n').Count(line => line.Contains("'loss'", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(told.Steps.Count);
    }

    [SkippableFact]
    public void A_receiver_that_is_not_there_costs_the_run_nothing_and_is_told_of()
    {
        FinishedProgram finished = _sandbox.RecordWith(["--otlp", "http://127.0.0.1:9"], Machine.Python, "-c", "print('done')");

        finished.ShouldEndWith(0);
        finished.Error.ShouldContain("127.0.0.1");
        _sandbox.LastRun().Outcome.ExitCode.ShouldBe(0);
    }

    private static double[] Column(SqliteRunStore store, RunRecord run, string key)
    {
        StoredSubject subject = store.ReadSubjects(run.Start.Id).Single(candidate => candidate.Key == key);
        return [.. store.ReadSeries(run.Start.Id, subject.Id).Columns["value"].Select(subject.Metrics.Single().Value).Where(value => !double.IsNaN(value))];
    }
}
