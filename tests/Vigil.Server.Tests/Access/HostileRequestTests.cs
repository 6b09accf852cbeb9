using System.Net;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Access;

/// <summary>What no browser would send, over a real socket: refused cheaply, and the server goes on.</summary>
public class HostileRequestTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    private const string Passwords = "root:";

    private string Host => "Host: " + room.Address.Authority + "\r\nConnection: close\r\n";

    [Fact]
    public async Task Ten_thousand_headers_are_refused()
    {
        string headers = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"X-{i}: y\r\n"));

        await ShouldBeRefusedAsync($"GET /api/v1/runs HTTP/1.1\r\n{Host}{headers}\r\n", 431);
    }

    [Fact]
    public async Task A_header_longer_than_all_may_be_is_refused() =>
        await ShouldBeRefusedAsync($"GET /api/v1/runs HTTP/1.1\r\n{Host}X: {new string('y', 20_000)}\r\n\r\n", 431);

    [Fact]
    public async Task A_line_longer_than_any_address_is_refused() =>
        await ShouldBeRefusedAsync($"GET /{new string('y', 10_000)} HTTP/1.1\r\n{Host}\r\n", 414);

    [Theory]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("GET /api/v1/runs HTTP/9.9\r\n\r\n")]
    [InlineData("GET /api/v1/runs HTTP/1.1\r\n\r\n")]
    [InlineData("GET /api/v1/runs HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("GET http://evil.example/api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    [InlineData("GET /\u0000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    [InlineData("PATCH /api/v1/runs/run22222 HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n")]
    public async Task What_is_no_request_is_refused(string request)
    {
        using var connection = new RawConnection(room.Address);

        (await connection.StatusOfAsync(request)).ShouldBeOneOf(0, 400, 403, 505);

        await ShouldStillAnswerAsync();
    }

    [Theory]
    [InlineData("/..%2f..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/%2e%2e/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/../../../../etc/passwd")]
    [InlineData("/assets/..%5c..%5c..%5cetc%5cpasswd")]
    [InlineData("//etc/passwd")]
    [InlineData("/file:///etc/passwd")]
    [InlineData("/api/v1/runs/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/api/v1/runs/..%2f..%2f..%2fetc%2fpasswd/export")]
    [InlineData("/api/v1/runs/run22222/export?what=..%2f..%2fetc%2fpasswd")]
    public async Task No_path_leads_out(string path)
    {
        using var connection = new RawConnection(room.Address);
        await connection.SendAsync($"GET {path} HTTP/1.1\r\n{Host}\r\n");

        string answer = await connection.ReadToEndAsync();

        answer.ShouldNotContain(Passwords, Case.Sensitive);
        RawConnection.Status(answer).ShouldBeOneOf(200, 400, 404);
    }

    [Theory]
    [InlineData("Host: evil.example", 403)]
    [InlineData("Host: 127.0.0.1.evil.example", 403)]
    [InlineData("Host: localhost.evil.example:7070", 403)]
    [InlineData("Host: 192.0.2.1", 403)]
    [InlineData("Host: ", 403)]
    [InlineData("Host: localhost", 200)]
    [InlineData("Host: [::1]:7070", 200)]
    public async Task A_name_that_was_pointed_here_is_refused(string host, int status)
    {
        using var connection = new RawConnection(room.Address);

        (await connection.StatusOfAsync($"GET /api/v1/server HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n")).ShouldBe(status);
    }

    [Theory]
    [InlineData("Origin: http://evil.example\r\n", 403)]
    [InlineData("Origin: null\r\n", 403)]
    [InlineData("Origin: https://HOST\r\n", 403)]
    [InlineData("Origin: http://HOST\r\nOrigin: http://evil.example\r\n", 403)]
    [InlineData("Origin: http://HOST\r\n", 101)]
    [InlineData("", 101)]
    public async Task A_page_of_another_site_opens_no_socket(string origin, int status)
    {
        using var connection = new RawConnection(room.Address);
        await connection.SendAsync("GET /ws HTTP/1.1\r\nHost: " + room.Address.Authority + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + origin.Replace("HOST", room.Address.Authority, StringComparison.Ordinal) + "\r\n");

        // A close frame with an empty mask, for where the socket was opened.
        await connection.SendAsync("\u0088\u0080\u0000\u0000\u0000\u0000");
        if (status != 101)
        {
            await connection.SendAsync("GET /-/healthy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        }

        RawConnection.Status(await connection.ReadToEndAsync()).ShouldBe(status);
    }

    [Fact]
    public async Task A_body_that_says_it_is_too_large_is_not_even_read()
    {
        using var connection = new RawConnection(room.Address);

        (await connection.StatusOfAsync($"PATCH /api/v1/runs/run22222 HTTP/1.1\r\n{Host}Content-Type: application/json\r\nContent-Length: 2000000\r\n\r\n")).ShouldBe(413);
    }

    [Fact]
    public async Task A_body_that_turns_out_too_large_is_refused()
    {
        string chunk = "10000\r\n" + new string(' ', 0x10000) + "\r\n";
        using var connection = new RawConnection(room.Address);

        (await connection.StatusOfAsync($"PATCH /api/v1/runs/run22222 HTTP/1.1\r\n{Host}Transfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat(chunk, 20)))).ShouldBeOneOf(0, 413);

        await ShouldStillAnswerAsync();
    }

    [Theory]
    [InlineData("GET /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nX-Half: ")]
    [InlineData("PATCH /api/v1/runs/run22222 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{\"name\":")]
    public async Task Half_a_request_is_given_up(string half)
    {
        using var connection = new RawConnection(room.Address);
        await connection.SendAsync(half);

        // The server ends the wait, not the client.
        RawConnection.Status(await connection.ReadToEndAsync()).ShouldBeOneOf(0, 400, 408);
        await ShouldStillAnswerAsync();
    }

    [Fact]
    public async Task Hundreds_of_stalled_connections_stop_nobody()
    {
        RawConnection[] stalled = [.. Enumerable.Range(0, 300).Select(_ => new RawConnection(room.Address))];
        try
        {
            foreach (RawConnection connection in stalled)
            {
                await connection.SendAsync("GET /api/v1/runs HTTP/1.1\r\nHost: loc");
            }

            await ShouldStillAnswerAsync();
        }
        finally
        {
            foreach (RawConnection connection in stalled)
            {
                connection.Dispose();
            }
        }
    }

    private async Task ShouldBeRefusedAsync(string request, int status)
    {
        using var connection = new RawConnection(room.Address);

        // It may hang up while it is still being talked to, and its answer be lost on the way.
        (await connection.StatusOfAsync(request)).ShouldBeOneOf(0, status);

        await ShouldStillAnswerAsync();
    }

    private async Task ShouldStillAnswerAsync()
    {
        using HttpResponseMessage response = await room.Client.GetAsync(new Uri("/api/v1/server", UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
