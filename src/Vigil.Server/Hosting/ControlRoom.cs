using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vigil.Core.Runs;
using Vigil.Server.Api;
using Vigil.Server.Dashboard;
using Vigil.Storage.Sqlite;

namespace Vigil.Server.Hosting;

/// <summary>
/// The control room, put together: everything that is served, over one store. The store is its caller's and stays open
/// until the server has stopped.
/// </summary>
public sealed class ControlRoom : IAsyncDisposable
{
    private readonly WebApplication _application;

    private static string Version => typeof(ControlRoom).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    private ControlRoom(WebApplication application) => _application = application;

    /// <summary>Where it listens, once started.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Builds the server; nothing listens yet.</summary>
    /// <param name="options">How it is served.</param>
    /// <param name="store">Where everything is read from and written to.</param>
    /// <param name="time">The clock.</param>
    public static ControlRoom Create(ServerOptions options, SqliteRunStore store, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "vigil" });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(options.Host), options.Port);
        });
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<IRunStore>(store);
        builder.Services.AddSingleton(store.Library);
        builder.Services.AddSingleton(store.Live);
        builder.Services.AddSingleton(store.Series);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(options.Rules);

        builder.Services.AddSingleton(new ServerFacts(Version, options.Database, options.AllowApply));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ParameterTypes.Default));
        builder.Services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            // The same document wherever it is served: no address of its own.
            document.Info.Title = "Vigil";
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));

        WebApplication application = builder.Build();
        application.UseStatusCodePages(Answer.ExplainAsync);
        application.MapOpenApi();
        RunsApi.Map(application);
        RecordsApi.Map(application);
        SeriesApi.Map(application);
        TotalsApi.Map(application);
        ProcessesApi.Map(application);
        LogApi.Map(application);
        AnalysisApi.Map(application);
        ApplyApi.Map(application);
        CompareApi.Map(application);
        ServerApi.Map(application);
        PerformanceApi.Map(application);
        ClusterApi.Map(application);
        DashboardFiles.Map(application);
        return new ControlRoom(application);
    }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    /// <summary>Stops listening and waits for what is being answered, within the deadline that the token sets.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
