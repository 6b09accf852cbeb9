using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Vigil.Server.Hosting;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Access;

public sealed class AccessGateTests : IAsyncLifetime
{
    private const string Viewer = "viewer-token-0123456789";
    private const string Operator = "operator-token-0123456789";
    private readonly string _tokens = Path.GetTempFileName();
    private readonly ControlRoomFixture _room = new();

    public Task InitializeAsync()
    {
        File.WriteAllText(_tokens, $"viewer {Viewer}\noperator {Operator}\n");
        _room.Configure = options => options with { TokenFile = _tokens };
        return _room.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _room.DisposeAsync();
        File.Delete(_tokens);
    }

    [Fact]
    public async Task Nothing_is_told_without_a_token_and_a_viewer_only_reads()
    {
        (await StatusAsync(HttpMethod.Get, "/api/v1/runs", null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(HttpMethod.Get, "/ws", null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(HttpMethod.Get, "/api/v1/runs", "wrong-token-0123456789")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(HttpMethod.Get, "/-/healthy", null)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(HttpMethod.Get, "/-/ready", null)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(HttpMethod.Get, "/api/v1/runs", Viewer)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(HttpMethod.Delete, "/api/v1/runs/" + InventedRun.Failed, Viewer)).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(HttpMethod.Delete, "/api/v1/runs/" + InventedRun.Failed, Operator)).ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("/v1/metrics")]
    [InlineData("/v1/logs")]
    [InlineData("/v1/traces")]
    public async Task Programs_report_with_an_operators_token_alone(string address)
    {
        foreach ((string? token, HttpStatusCode expected) in new[] { (null, HttpStatusCode.Unauthorized), (Viewer, HttpStatusCode.Forbidden), (Operator, HttpStatusCode.OK) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, UriKind.Relative)) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using HttpResponseMessage response = await _room.Client.SendAsync(request);
            response.StatusCode.ShouldBe(expected, token);
        }
    }

    [Fact]
    public async Task A_page_signs_in_by_a_cookie_that_is_not_the_token_and_out_again()
    {
        using var body = new StringContent($$"""{"token":"{{Viewer}}"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage signedIn = await _room.Client.PostAsync(new Uri("/api/v1/session", UriKind.Relative), body);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.OK);
        string cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldNotContain(Viewer);

        (await StatusAsync(HttpMethod.Get, "/api/v1/runs", null)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(HttpMethod.Delete, "/api/v1/session", null)).ShouldBe(HttpStatusCode.NoContent);
        (await StatusAsync(HttpMethod.Get, "/api/v1/runs", null)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost", null, HttpStatusCode.OK)]
    [InlineData(null, "http://evil.example", HttpStatusCode.Forbidden)]
    public async Task A_strange_host_or_origin_is_refused(string? host, string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(origin is null ? HttpMethod.Get : HttpMethod.Delete, origin is null ? "/api/v1/runs" : "/api/v1/session");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Operator);
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using HttpResponseMessage response = await _room.Client.SendAsync(request);
        response.StatusCode.ShouldBe(expected);
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldNotContain("unsafe");
        response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
    }

    [Fact]
    public void An_address_that_others_reach_needs_tokens_that_others_cannot_read()
    {
        var options = new ServerOptions { Host = "0.0.0.0", Port = 0, Database = "unused" };
        Should.Throw<ServerStartException>(() => ControlRoom.Create(options, _room.Store, TimeProvider.System)).Message.ShouldContain("--token-file");
        if (!OperatingSystem.IsWindows())
        {
            string open = Path.Combine(_room.Folder, "tokens");
            File.WriteAllText(open, "viewer " + Viewer);
            File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            Should.Throw<ServerStartException>(() => ControlRoom.Create(options with { TokenFile = open }, _room.Store, TimeProvider.System)).Message.ShouldContain("chmod 600");
        }
    }

    [Fact]
    public async Task A_port_in_use_is_a_sentence()
    {
        await using ControlRoom second = ControlRoom.Create(new ServerOptions { Port = _room.Address.Port, Database = "unused" }, _room.Store, TimeProvider.System);
        (await Should.ThrowAsync<ServerStartException>(() => second.StartAsync(CancellationToken.None))).Message.ShouldContain("is in use");
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string address, string? token)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await _room.Client.SendAsync(request);
        return response.StatusCode;
    }
}
