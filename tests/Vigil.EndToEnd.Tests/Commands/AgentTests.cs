using System.Net;
using System.Net.Sockets;
using Vigil.Core.Runs;
using Vigil.EndToEnd.Tests.Support;
using Vigil.Storage.Sqlite;

namespace Vigil.EndToEnd.Tests.Commands;

/// <summary>A machine that reports to a control room, whatever is killed meanwhile.</summary>
public sealed class AgentTests : IDisposable
{
    private const int Kill = 9;
    private const int Interrupt = 2;
    private const double Interval = 0.2;

    private readonly Sandbox _sandbox = new();
    private readonly string _port = FreePort();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void Nothing_is_lost_or_doubled_when_the_control_room_and_the_agent_are_killed()
    {
        RunningProgram room = StartRoom();
        RunningProgram agent = StartAgent();
        Deadlines.Until("samples come", () => Records() is [var first] && Samples(first).Count >= 5);
        room.Signal(Kill);
        room.Wait();
        int before = Samples(Records()[0]).Count;
        Deadlines.Until("samples wait on disk", () => Directory.EnumerateFiles(_sandbox.PathOf("home"), "*.items", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) > 100_000);

        StartRoom();
        Deadlines.Until("what waited came", () => Samples(Records()[0]).Count > before + 5);
        agent.Signal(Kill);
        agent.Wait();
        RunningProgram next = StartAgent();
        Deadlines.Until("the first record ends, the second begins", () => Records() is [var second, var first] && first.State == RunState.RecorderKilled && Samples(second).Count >= 3);
        next.Signal(Interrupt);
        next.Wait().ExitCode.ShouldBe(0);

        IReadOnlyList<RunRecord> records = Records();
        records.Select(record => record.State).ShouldBe([RunState.Finished, RunState.RecorderKilled]);
        foreach (RunRecord record in records)
        {
            // Each sample once, and none left out: their numbers by the clock that they were taken by.
            IReadOnlyList<double> times = Samples(record);
            times.ShouldBeUnique();
            times.ShouldBeInOrder();
        }

        Lost().ShouldBe(0);
    }

    [Fact]
    public void A_run_is_recorded_here_and_there_alike()
    {
        StartRoom();
        FinishedProgram run = _sandbox.Vigil("run", "--db", _sandbox.PathOf("own.db"), "--to", Address, "--", "sh", "-c", "for i in 1 2 3; do echo \"step $i/3 loss=0.$i\"; sleep 0.3; done; exit 3");

        run.ExitCode.ShouldBe(3);
        StoredRun here = _sandbox.Runs(_sandbox.PathOf("own.db"))[0];
        StoredRun there = _sandbox.Runs()[0];
        there.Record.Start.Id.ShouldBe(here.Record.Start.Id);
        there.Record.Outcome.ShouldBe(here.Record.Outcome);
        there.Steps.Select(step => step.Loss).ShouldBe(here.Steps.Select(step => step.Loss));
        there.Events.Count.ShouldBe(here.Events.Count);
        there.Totals.Count.ShouldBe(here.Totals.Count);
    }

    private string Address => "http://127.0.0.1:" + _port;

    private RunningProgram StartRoom()
    {
        RunningProgram room = _sandbox.Start(Repository.Vigil, "serve", "--port", _port, "--db", _sandbox.Database);
        room.WaitForError("serves");
        return room;
    }

    private RunningProgram StartAgent() => _sandbox.Start(Repository.Vigil, "agent", "--to", Address, "--name", "box", "--interval", Interval.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private IReadOnlyList<RunRecord> Records() => Read(store => store.ListRuns(kind: RunKind.Monitor));

    private IReadOnlyList<double> Samples(RunRecord record) => Read(store => store.ReadTotals(record.Start.Id).Select(totals => totals.UnixSeconds).ToList());

    private long Lost() => Records().Sum(record => Read(store => store.ReadEvents(record.Start.Id).Count(stored => stored.Event.Type == Core.Events.EventTypes.Dropped)));

    private T Read<T>(Func<SqliteRunStore, T> read)
    {
        using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = _sandbox.Database, ReadOnly = true });
        return read(store);
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
