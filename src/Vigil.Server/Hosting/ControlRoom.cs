using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vigil.Alerting.Engine;
using Vigil.Analysis.Operations;
using Vigil.Core.Operations;
using Vigil.Core.Runs;
using Vigil.Server.Access;
using Vigil.Server.Api;
using Vigil.Server.Dashboard;
using Vigil.Server.Live;
using Vigil.Server.Maintenance;
using Vigil.Server.Monitoring;
using Vigil.Server.Otlp;
using Vigil.Server.Prometheus;
using Vigil.Storage.Sqlite;

namespace Vigil.Server.Hosting;

/// <summary>
/// The control room, put together: everything that is served, over one store. The store is its caller's and stays open
/// until the server has stopped.
/// </summary>
public sealed class ControlRoom : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ServerOptions _options;

    private readonly Idleness _idleness;

    private ControlRoom(WebApplication application, ServerOptions options, Idleness idleness)
    {
        _application = application;
        _options = options;
        _idleness = idleness;
    }

    private static string Version => typeof(ControlRoom).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>Where it listens, once started.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Time since anybody asked for anything; zero while a page is open.</summary>
    public TimeSpan Idle => _idleness.Since;

    /// <summary>Builds the server; nothing listens yet.</summary>
    /// <param name="options">How it is served.</param>
    /// <param name="store">Where everything is read from and written to.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ServerStartException">The options cannot be: the message says why.</exception>
    public static ControlRoom Create(ServerOptions options, SqliteRunStore store, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "vigil" });
        builder.Logging.ClearProviders();
        IPAddress address = Listening.Address(options.Host);
        AccessRules access = Rules(options, address);
        var sessions = new Sessions(time);
        var gate = new AccessGate(access, sessions, time);
        if (options.CertificateFile is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel => Listening.Configure(kestrel, address, options));
        builder.Services.AddSingleton(access);
        builder.Services.AddSingleton(sessions);
        builder.Services.AddSingleton(gate);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<IRunStore>(store);
        builder.Services.AddSingleton(store.Library);
        builder.Services.AddSingleton(store.Live);
        builder.Services.AddSingleton(store.Series);
        builder.Services.AddSingleton(store.Operations);
        builder.Services.AddSingleton<IOperationReader>(store.Operations);
        builder.Services.AddSingleton(store.Maintenance);
        builder.Services.AddSingleton(options.Retention);
        builder.Services.AddHostedService<StoreCaretaker>();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(options.Rules);
        var records = new MachineRecords(store);
        builder.Services.AddSingleton(records);
        builder.Services.AddSingleton(provider => new MachineMonitor(store, store.Library, records, options.Monitor, options.Monitoring, provider.GetRequiredService<IHostApplicationLifetime>(), time));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<MachineMonitor>());
        builder.Services.AddSingleton(new OperationPolicy(options.Operations, options.Objectives));
        builder.Services.AddSingleton(store.Alerts);
        builder.Services.AddSingleton(new AlertEngine(options.Alerts.WithObjectives(options.Objectives), store, store.Live, store.Alerts, time, new ObjectiveLevels(options.Objectives, store.Operations)));
        LiveApi.Add(builder.Services);
        PrometheusApi.Add(builder.Services);
        builder.Services.AddSingleton(new ServerFacts(Version, options.Database, access.Tokens is not null, options.AllowApply, options.MostSockets));
        OtlpApi.Add(builder.Services, options.Recorder, options.Forward, options.ForwardHeaders);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ParameterTypes.Default));
        builder.Services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            // The same document wherever it is served: no address of its own.
            document.Info.Title = "Vigil";
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));

        WebApplication application = builder.Build();
        var idleness = new Idleness(time);
        idleness.Use(application);
        gate.Use(application);
        application.UseStatusCodePages(Answer.ExplainAsync);
        application.MapOpenApi();
        SessionApi.Map(application);
        HealthApi.Map(application);
        RunsApi.Map(application);
        RecordsApi.Map(application);
        SeriesApi.Map(application);
        TotalsApi.Map(application);
        ProcessesApi.Map(application);
        LogApi.Map(application);
        AnalysisApi.Map(application);
        ApplyApi.Map(application);
        CompareApi.Map(application);
        ExportApi.Map(application);
        ServerApi.Map(application);
        MachineApi.Map(application);
        MonitoringApi.Map(application);
        PerformanceApi.Map(application);
        OperationsApi.Map(application);
        ClusterApi.Map(application);
        AlertsApi.Map(application);
        LiveApi.Map(application);
        PrometheusApi.Map(application);
        OtlpApi.Map(application);
        DashboardFiles.Map(application);
        return new ControlRoom(application, options, idleness);
    }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="ServerStartException">Nothing can listen there: the message says why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _application.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (Listening.Explain(exception, _options) is { } reason)
        {
            throw new ServerStartException(reason, exception);
        }
    }

    /// <summary>Stops listening and waits for what is being answered, within the deadline that the token sets.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static AccessRules Rules(ServerOptions options, IPAddress address)
    {
        if (options.TokenFile is null && !IPAddress.IsLoopback(address))
        {
            throw new ServerStartException($"{options.Host} can be reached by others: give --token-file, a file with lines 'viewer TOKEN' or 'operator TOKEN' that only you can read, or listen on 127.0.0.1");
        }

        (AccessTokens? tokens, string? fault) = options.TokenFile is { } file ? AccessTokens.Read(file) : (null, null);
        return fault is null
            ? new AccessRules { Address = address, Tokens = tokens, Hosts = options.AllowedHosts, RequestsPerMinute = options.RequestsPerMinute }
            : throw new ServerStartException(fault);
    }
}
