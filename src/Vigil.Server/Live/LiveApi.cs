using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vigil.Core.Runs;
using Vigil.Server.Api;

namespace Vigil.Server.Live;

/// <summary>The WebSocket that the page and others follow runs by.</summary>
internal static class LiveApi
{
    private static readonly TimeSpan s_ping = TimeSpan.FromSeconds(20);

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SocketPlaces>();
        services.AddSingleton<StoreWatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreWatcher>());
        services.AddSingleton<AlertFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<AlertFeed>());
    }

    public static void Map(WebApplication application)
    {
        // An answer to each ping is awaited as long again: a line that died without a word is found out.
        application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = s_ping, KeepAliveTimeout = s_ping });
        application.MapGet("/ws", (RequestDelegate)FollowAsync).ExcludeFromDescription();
    }

    private static async Task FollowAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Answer.Problem(StatusCodes.Status426UpgradeRequired, "WebSocket needed", "This address speaks WebSocket alone.").ExecuteAsync(context);
            return;
        }

        IServiceProvider services = context.RequestServices;
        SocketPlaces places = services.GetRequiredService<SocketPlaces>();
        if (!places.TryTake())
        {
            context.Response.Headers.RetryAfter = "5";
            await Answer.Problem(StatusCodes.Status503ServiceUnavailable, "Too many sockets", "As many WebSockets are open as may be: close one, or try again later.").ExecuteAsync(context);
            return;
        }

        try
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            using var connection = new LiveConnection(socket, services.GetRequiredService<StoreWatcher>(), services.GetRequiredService<AlertFeed>(), services.GetRequiredService<IRunStore>(), services.GetRequiredService<TimeProvider>());
            await connection.RunAsync(services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        }
        finally
        {
            places.GiveBack();
        }
    }
}
