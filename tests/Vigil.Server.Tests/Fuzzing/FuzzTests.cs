using System.Net.WebSockets;
using System.Text;
using Vigil.Server.Api;
using Vigil.Server.Api.Shapes;
using Vigil.Server.Live;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Fuzzing;

/// <summary>
/// Whatever is sent, the server neither fails nor hangs. A seed names the inputs of a test for ever; one that found a fault
/// stays in the list.
/// </summary>
public sealed class FuzzTests : IAsyncLifetime
{
    private const string Token = "operator-token-0123456789";
    private const int Rounds = 400;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private static readonly (string Path, string Query)[] s_addresses =
    [
        ("/api/v1/runs", "search=a&state=finished&tag=x&name=another&verdict=oom&sort=name&order=asc&limit=10&after=1&sparks=true"),
        ("/api/v1/runs/run22222", ""),
        ("/api/v1/runs/run22222/subjects", ""),
        ("/api/v1/runs/run22222/series", "series=system::system.memory.usage.used,process:*:process.memory.usage&from=1700000000&to=1700000030&points=20&format=csv"),
        ("/api/v1/runs/run22222/totals", "from=1700000000&to=1700000030&points=20"),
        ("/api/v1/runs/run22222/steps", "from=1700000000&to=1700000030&points=20&axis=step"),
        ("/api/v1/runs/run22222/events", "after=1&type=checkpoint_saved&limit=3"),
        ("/api/v1/runs/run22222/processes", ""),
        ("/api/v1/runs/run22222/log", "line=3&limit=10&search=says&stream=merged&direction=backward"),
        ("/api/v1/runs/run22222/log", "t=1700000010&limit=10"),
        ("/api/v1/runs/run22222/analysis", "window=10"),
        ("/api/v1/runs/run22222/export", "format=csv&what=steps"),
        ("/api/v1/compare", "runs=run22222,run33333"),
        ("/api/v1/performance/report", "hours=3"),
        ("/api/v1/performance/metrics/health_check", ""),
        ("/api/v1/performance/resources/history", "hours=1"),
        ("/metrics", "names=exporters"),
        ("/-/ready", ""),
        ("/runs/run22222", ""),
    ];

    private static readonly (HttpMethod Method, string Path, string Body)[] s_bodies =
    [
        (HttpMethod.Patch, "/api/v1/runs/run22222", """{"name":"a","tags":["b","c"],"note":"d"}"""),
        (HttpMethod.Post, "/api/v1/runs/run22222/apply", """{"pick":[1,2],"write":false}"""),
        (HttpMethod.Post, "/api/v1/session", """{"token":"some-token-0123456789"}"""),
    ];

    private static readonly string[] s_headers = ["Accept", "Accept-Encoding", "If-None-Match", "Content-Type", "Cookie", "Authorization", "Origin", "Range", "Expect", "X-Forwarded-For"];

    private readonly string _tokens = Path.GetTempFileName();
    private readonly ControlRoomFixture _room = new();

    public Task InitializeAsync()
    {
        File.WriteAllText(_tokens, $"operator {Token}\n");
        _room.Configure = options => options with { TokenFile = _tokens, RequestsPerMinute = 0 };
        return _room.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _room.DisposeAsync();
        File.Delete(_tokens);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public async Task No_address_makes_it_fail(int seed)
    {
        var mutator = new Mutator(seed);
        for (int round = 0; round < Rounds; round++)
        {
            (string path, string query) = mutator.Pick(s_addresses);
            string[] parts = query.Length == 0 ? [] : query.Split('&');
            if (parts.Length > 0)
            {
                int at = mutator.Next(parts.Length);
                string[] pair = parts[at].Split('=', 2);
                parts[at] = pair[0] + "=" + Uri.EscapeDataString(mutator.Text(pair[1]));
            }

            if (mutator.Next(3) == 0)
            {
                path = '/' + string.Join('/', path[1..].Split('/').Select(part => mutator.Next(4) == 0 ? Uri.EscapeDataString(mutator.Text(part)) : part));
            }

            await ShouldNotFailAsync(new HttpRequestMessage(mutator.Next(10) == 0 ? HttpMethod.Head : HttpMethod.Get, Address(path + "?" + string.Join('&', parts))), null);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(15)]
    [InlineData(16)]
    public async Task No_body_makes_it_fail(int seed)
    {
        var mutator = new Mutator(seed);
        for (int round = 0; round < Rounds; round++)
        {
            (HttpMethod method, string path, string body) = mutator.Pick(s_bodies);
            await ShouldNotFailAsync(new HttpRequestMessage(method, Address(path)), mutator.Bytes(Encoding.UTF8.GetBytes(body)));
        }
    }

    [Theory]
    [InlineData("""{"name":"a","name":"b"}""")]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("""{"\udfff":"a"}""")]
    [InlineData("""{"note":"\u0000"}""")]
    [InlineData("""{"token":"\ud800"}""")]
    [InlineData("""{"pick":[1e99],"write":1}""")]
    [InlineData("""{"pick":[1,1,1],"pick":[2]}""")]
    [InlineData("")]
    [InlineData("null")]
    public async Task No_body_that_other_parsers_let_through_makes_it_fail(string body)
    {
        foreach ((HttpMethod method, string path, _) in s_bodies)
        {
            await ShouldNotFailAsync(new HttpRequestMessage(method, Address(path)), Encoding.UTF8.GetBytes(body));
            await ShouldNotFailAsync(new HttpRequestMessage(method, Address(path)), [.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
            await ShouldNotFailAsync(new HttpRequestMessage(method, Address(path)), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 100_000))));
        }
    }

    [Theory]
    [InlineData("sort=99")]
    [InlineData("sort=started,name")]
    [InlineData("limit=1&after=2147483647")]
    public async Task What_once_made_it_fail_is_refused_or_answered(string query) =>
        await ShouldNotFailAsync(new HttpRequestMessage(HttpMethod.Get, Address("/api/v1/runs?" + query)), null);

    [Theory]
    [InlineData(5)]
    public async Task No_header_makes_it_fail(int seed)
    {
        var mutator = new Mutator(seed);
        string[] right = ["text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "gzip;q=0.5", "\"abc\"", "application/json; charset=utf-8", "vigil_session=abcdef; other=1", "Bearer " + Token, "http://127.0.0.1"];
        for (int round = 0; round < Rounds; round++)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, Address(mutator.Pick(["/metrics", "/api/v1/runs", "/api/v1/server", "/"])));
            string value = new([.. mutator.Text(mutator.Pick(right)).Where(c => c is >= ' ' and < (char)127).Take(4000)]);
            request.Headers.TryAddWithoutValidation(mutator.Pick(s_headers), value);
            await ShouldNotFailAsync(request, null, withToken: mutator.Next(2) == 0);
        }
    }

    [Theory]
    [InlineData(6)]
    public async Task No_bytes_on_the_line_make_it_fail(int seed)
    {
        var mutator = new Mutator(seed);
        string right = $"PATCH /api/v1/runs/run22222 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Token}\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{{\"name\":\"a\"}}";
        for (int round = 0; round < Rounds / 4; round++)
        {
            using var connection = new RawConnection(_room.Address);
            await connection.SendAsync(Encoding.Latin1.GetString(mutator.Bytes(Encoding.Latin1.GetBytes(right))));
            connection.EndSending();
            string answer = await connection.ReadToEndAsync();
            RawConnection.Status(answer).ShouldBeOneOf([0, 200, .. Enumerable.Range(400, 99), 505], $"seed {seed}, round {round}: {answer}");
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public async Task No_message_breaks_the_socket(int seed)
    {
        string[] right = ["""{"type":"subscribe","topic":"runs"}""", """{"type":"subscribe","topic":"run","id":"run22222","cursor":"1.0.0.0.0-0-0"}""", """{"type":"unsubscribe","topic":"run","id":"run22222"}""", """{"type":"subscribe","topic":"run","id":"\ud800"}"""];
        var mutator = new Mutator(seed);
        using ClientWebSocket socket = await ConnectAsync();
        using var deadline = new CancellationTokenSource(s_patience);
        Task<int> received = ReceiveAsync(socket, deadline.Token);
        for (int round = 0; round < Rounds && socket.State == WebSocketState.Open; round++)
        {
            // Text that is no UTF-8 ends a connection by the rules of WebSocket itself.
            byte[] message = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(mutator.Bytes(Encoding.UTF8.GetBytes(mutator.Pick(right)))));
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, deadline.Token);
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", deadline.Token);
        (await received).ShouldBeGreaterThan(0);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Theory]
    [InlineData(9)]
    public void No_name_and_no_cursor_makes_their_parsers_fail(int seed)
    {
        var mutator = new Mutator(seed);
        for (int round = 0; round < 20 * Rounds; round++)
        {
            Should.NotThrow(() => SeriesName.TryParse(mutator.Text("process:100:1:process.memory.usage"), out _));
            Should.NotThrow(() => CursorText.Parse(mutator.Text("1.1700000000000.4.40.0-1200-0")));
        }
    }

    private Uri Address(string path) => new(_room.Address.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private async Task ShouldNotFailAsync(HttpRequestMessage request, byte[]? body, bool withToken = true)
    {
        using (request)
        {
            if (withToken)
            {
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Token);
            }

            request.Content = body is null ? null : new ByteArrayContent(body);
            using var deadline = new CancellationTokenSource(s_patience);
            using HttpResponseMessage response = await _room.Client.SendAsync(request, deadline.Token);
            string text = await response.Content.ReadAsStringAsync(deadline.Token);
            ((int)response.StatusCode).ShouldBeLessThan(500, $"{request.RequestUri} {(body is null ? "" : Encoding.Latin1.GetString(body))}: {text}");
        }
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + Token);
        await socket.ConnectAsync(new Uri("ws://" + _room.Address.Authority + "/ws"), CancellationToken.None);
        return socket;
    }

    private static async Task<int> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        int messages = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return messages;
            }

            messages += part.EndOfMessage ? 1 : 0;
        }
    }
}
