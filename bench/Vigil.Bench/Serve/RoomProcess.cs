using System.Diagnostics;
using System.Runtime.InteropServices;
using Vigil.Bench.Measuring;
using Vigil.Server.Hosting;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Serve;

/// <summary>
/// The control room in a process of its own, so that its CPU time and memory are told apart from its clients'. It is what <c>vigil serve</c>
/// hosts, but for the bound on requests a minute, which no benchmark would stay below. It ends with its owner.
/// </summary>
internal sealed class RoomProcess : IDisposable
{
    private readonly Process _process;

    private RoomProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its number.</summary>
    public int Pid => _process.Id;

    /// <summary>Starts it over a database and waits until it listens.</summary>
    public static RoomProcess Start(string database)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["room", "--db", database])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The control room did not start.");
        return new RoomProcess(process, new Uri(line));
    }

    /// <summary>The process itself: serves until its input ends.</summary>
    public static async Task<int> ServeAsync(BenchOptions options)
    {
        string database = options.Text("db", "");
        using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = database });
        await using ControlRoom room = ControlRoom.Create(new ServerOptions { Port = 0, Database = database, RequestsPerMinute = 0 }, store, TimeProvider.System);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        await room.StartAsync(CancellationToken.None);
        Console.WriteLine(room.Address);
        await Console.In.ReadToEndAsync();
        await room.StopAsync(CancellationToken.None);
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
