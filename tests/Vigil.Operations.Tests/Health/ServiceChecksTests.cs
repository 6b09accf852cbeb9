using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vigil.Operations.Health;

namespace Vigil.Operations.Tests.Health;

/// <summary>Checks of real servers on loopback, real commands and real processes.</summary>
public sealed class ServiceChecksTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private WebApplication _server = null!;
    private Uri _http = null!;
    private Uri _grpc = null!;

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        _server = builder.Build();
        _server.MapGet("/good", () => "fine");
        _server.MapGet("/bad", () => Results.StatusCode(500));
        _server.MapPost("/grpc.health.v1.Health/Check", AnswerAsync);
        await _server.StartAsync();
        string[] addresses = [.. _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        (_http, _grpc) = (new Uri(addresses[0]), new Uri(addresses[1]));
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Http_answers_or_not()
    {
        (await RunAsync(ServiceChecks.Http(new Uri(_http, "/good"), _client, TimeProvider.System))).State.ShouldBe(CheckState.Healthy);
        CheckResult bad = await RunAsync(ServiceChecks.Http(new Uri(_http, "/bad"), _client, TimeProvider.System));
        bad.State.ShouldBe(CheckState.Critical);
        bad.Reason.ShouldBe("it answers 500 Internal Server Error");
    }

    [Fact]
    public async Task Tcp_takes_connections_or_not()
    {
        (await RunAsync(ServiceChecks.Tcp("127.0.0.1", _http.Port, TimeProvider.System))).State.ShouldBe(CheckState.Healthy);
        int port = _http.Port;
        await _server.StopAsync();
        await Should.ThrowAsync<System.Net.Sockets.SocketException>(() => RunAsync(ServiceChecks.Tcp("127.0.0.1", port, TimeProvider.System)));
    }

    [Theory]
    [InlineData("", CheckState.Healthy, null)]
    [InlineData("chat", CheckState.Critical, "it says NOT_SERVING")]
    [InlineData("strange", CheckState.Critical, "the call failed with status 5 no such service")]
    public async Task Grpc_says_whether_it_serves(string service, CheckState state, string? reason)
    {
        CheckResult result = await RunAsync(ServiceChecks.Grpc(_grpc, service, _client, TimeProvider.System));

        result.State.ShouldBe(state);
        result.Reason.ShouldBe(reason);
    }

    [SkippableTheory]
    [InlineData("exit 0", CheckState.Healthy, null)]
    [InlineData("echo nearly full; echo more; exit 1", CheckState.Warning, "nearly full")]
    [InlineData("echo broken >&2; exit 3", CheckState.Critical, "broken")]
    public async Task A_command_tells_by_its_exit_code(string script, CheckState state, string? reason)
    {
        Skip.IfNot(File.Exists("/bin/sh"), "there is no /bin/sh");
        CheckResult result = await RunAsync(ServiceChecks.Command(["/bin/sh", "-c", script]));

        result.State.ShouldBe(state);
        result.Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_said() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => RunAsync(ServiceChecks.Command(["/no/such/program"])))).Message.ShouldContain("/no/such/program");

    [Fact]
    public async Task Processes_are_found_by_name()
    {
        using var own = Process.GetCurrentProcess();
        (await RunAsync(ServiceChecks.Processes(own.ProcessName))).Value.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(1);
        (await RunAsync(ServiceChecks.Processes("no-such-process-name"))).State.ShouldBe(CheckState.Critical);
    }

    // As a gRPC server answers: a frame with the state, the call's status in the trailers.
    private static async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        string service = System.Text.Encoding.UTF8.GetString(body.ToArray().AsSpan(Math.Min((int)body.Length, 7)));
        context.Response.ContentType = "application/grpc";
        if (service == "strange")
        {
            context.Response.AppendTrailer("grpc-status", "5");
            context.Response.AppendTrailer("grpc-message", "no%20such%20service");
            await context.Response.Body.FlushAsync();
            return;
        }

        await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 2, 8, (byte)(service == "chat" ? 2 : 1) });
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task<CheckResult> RunAsync(Func<CancellationToken, ValueTask<CheckResult>> check)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await check(deadline.Token);
    }
}
