using Vigil.Bench.Soak;
using Vigil.Server.Hosting;
using Vigil.Storage.Sqlite;

namespace Vigil.Server.Tests.Soak;

/// <summary>Half a minute of what <c>bench/run.sh soak</c> does for longer.</summary>
public sealed class SoakTests : IDisposable
{
    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("vigil-soak-").FullName;

    [Fact]
    public async Task Nothing_that_was_accepted_is_lost_while_clients_die_and_the_store_is_maintained()
    {
        string database = Path.Combine(_folder, "vigil.db");
        using var store = SqliteRunStore.Open(new SqliteStoreOptions { Path = database });
        SoakLoad load;
        SoakOutcome outcome;
        await using (ControlRoom room = ControlRoom.Create(new ServerOptions { Port = 0, Database = database }, store, TimeProvider.System))
        {
            await room.StartAsync(CancellationToken.None);
            load = new SoakLoad(room.Address, store, seed: 1);
            using var stop = new CancellationTokenSource(s_length);
            outcome = await load.RunAsync(stop.Token);
            await room.StopAsync(CancellationToken.None);
        }

        load.Check();

        outcome.Faults.ShouldBeEmpty();
        outcome.Samples.ShouldBePositive();
        outcome.Points.ShouldBePositive();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
