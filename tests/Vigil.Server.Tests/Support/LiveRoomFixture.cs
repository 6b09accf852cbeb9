using Vigil.Core.Runs;

namespace Vigil.Server.Tests.Support;

/// <summary>A control room with one run that is being recorded now.</summary>
public sealed class LiveRoomFixture : IAsyncLifetime
{
    public const string Id = "run44444";

    private IRunWriter? _writer;

    public ControlRoomFixture Room { get; } = new();

    public async Task InitializeAsync()
    {
        await Room.InitializeAsync();
        double now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

        // Its clock is ahead of the machine's, so that it is alive for as long as any test takes.
        double start = now + 3600;
        _writer = Room.Store.Begin(InventedRun.StartOf(Id, "a \"quoted\\name\"", start));
        InventedRun.Fill(_writer, start);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Room.Store.Live.ReadNewest(Id)?.UnixMilliseconds != (long)((start + InventedRun.Samples - 1) * 1000) || Room.Store.ReadSteps(Id).Count() < InventedRun.Samples)
        {
            await Task.Delay(20, deadline.Token);
        }
    }

    public async Task DisposeAsync()
    {
        await _writer!.DisposeAsync();
        await Room.DisposeAsync();
    }
}
