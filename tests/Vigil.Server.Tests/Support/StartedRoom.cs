using Vigil.Server.Hosting;

namespace Vigil.Server.Tests.Support;

/// <summary>A control room of a test's own, served as it wants.</summary>
internal sealed class StartedRoom : IAsyncDisposable
{
    private StartedRoom(ControlRoomFixture room) => Room = room;

    public ControlRoomFixture Room { get; }

    public static async Task<StartedRoom> CreateAsync(Func<ServerOptions, ServerOptions> configure)
    {
        var room = new ControlRoomFixture { Configure = configure };
        await room.InitializeAsync();
        return new StartedRoom(room);
    }

    public async ValueTask DisposeAsync() => await Room.DisposeAsync();
}
