using System.Net;
using System.Net.WebSockets;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Access;

/// <summary>Where there is too much of something.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Too_many_requests_wait()
    {
        await using var room = await StartedRoom.CreateAsync(options => options with { RequestsPerMinute = 5 });
        HttpStatusCode status = HttpStatusCode.OK;
        string? wait = null;

        // A window may end meanwhile; two do not within so few requests.
        for (int i = 0; i < 12 && status == HttpStatusCode.OK; i++)
        {
            using HttpResponseMessage response = await room.Room.Client.GetAsync(new Uri("/api/v1/server", UriKind.Relative));
            status = response.StatusCode;
            wait = response.Headers.RetryAfter?.ToString();
        }

        status.ShouldBe(HttpStatusCode.TooManyRequests);
        int.Parse(wait.ShouldNotBeNull(), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
    }

    [Fact]
    public async Task Too_many_sockets_are_refused_until_one_is_closed()
    {
        await using var room = await StartedRoom.CreateAsync(options => options with { MostSockets = 2 });
        var address = new Uri("ws://" + room.Room.Address.Authority + "/ws");
        using var first = new ClientWebSocket();
        using var second = new ClientWebSocket();
        await first.ConnectAsync(address, CancellationToken.None);
        await second.ConnectAsync(address, CancellationToken.None);
        using (var third = new ClientWebSocket())
        {
            third.Options.CollectHttpResponseDetails = true;
            await Should.ThrowAsync<WebSocketException>(() => third.ConnectAsync(address, CancellationToken.None));
            third.HttpStatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await first.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var later = new ClientWebSocket();
            try
            {
                await later.ConnectAsync(address, deadline.Token);
                return;
            }
            catch (WebSocketException) when (!deadline.IsCancellationRequested)
            {
                // The server notices the close a moment after the client.
                await Task.Delay(20, deadline.Token);
            }
        }
    }

    [Fact]
    public async Task Without_its_database_the_server_says_so_and_recovers()
    {
        await using var room = await StartedRoom.CreateAsync(options => options);
        string[] addresses = ["/api/v1/runs", "/api/v1/runs/last", "/api/v1/runs/run22222/series?series=system::system.memory.usage.used", "/api/v1/runs/run22222/export?format=json", "/metrics"];
        Execute(room.Room.Store.Path, "ALTER TABLE VigilRun RENAME TO GoneAway");
        foreach (string address in addresses)
        {
            using HttpResponseMessage response = await room.Room.Client.GetAsync(new Uri(address, UriKind.Relative));
            string text = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, address + ": " + text);
            response.Headers.RetryAfter.ShouldNotBeNull();
            response.Content.Headers.ContentDisposition.ShouldBeNull();
            text.ShouldNotContain(room.Room.Folder);
        }

        (await StatusAsync(room.Room, "/-/healthy")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(room.Room, "/-/ready")).ShouldBe(HttpStatusCode.ServiceUnavailable);

        Execute(room.Room.Store.Path, "ALTER TABLE GoneAway RENAME TO VigilRun");
        (await StatusAsync(room.Room, "/-/ready")).ShouldBe(HttpStatusCode.OK);
        foreach (string address in addresses)
        {
            (await StatusAsync(room.Room, address)).ShouldBe(HttpStatusCode.OK, address);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(ControlRoomFixture room, string address)
    {
        using HttpResponseMessage response = await room.Client.GetAsync(new Uri(address, UriKind.Relative));
        return response.StatusCode;
    }

    private static void Execute(string database, string sql)
    {
        SQLitePCL.raw.sqlite3_open(database, out SQLitePCL.sqlite3 connection).ShouldBe(SQLitePCL.raw.SQLITE_OK);
        using (connection)
        {
            SQLitePCL.raw.sqlite3_busy_timeout(connection, 30_000);
            SQLitePCL.raw.sqlite3_exec(connection, sql).ShouldBe(SQLitePCL.raw.SQLITE_OK);
        }
    }
}
