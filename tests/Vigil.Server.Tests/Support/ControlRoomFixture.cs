using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Server.Hosting;
using Vigil.Storage.Sqlite;

namespace Vigil.Server.Tests.Support;

/// <summary>The control room on a free port over a store of its own, with the runs of <see cref="InventedRun"/>.</summary>
public sealed class ControlRoomFixture : IAsyncLifetime
{
    private readonly List<IRunWriter> _writers = [];
    private ControlRoom? _room;

    /// <summary>Gone with the fixture.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "vigil-server-" + Guid.NewGuid().ToString("N"));

    /// <summary>How it is served; to be set before it starts.</summary>
    public Func<ServerOptions, ServerOptions> Configure { get; set; } = options => options;

    public SqliteRunStore Store { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public Uri Address => _room!.Address;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        string database = Path.Combine(Folder, "vigil.db");
        Store = SqliteRunStore.Open(new SqliteStoreOptions { Path = database, CommitInterval = TimeSpan.FromMilliseconds(20) });
        await InventedRun.WriteAsync(Store, InventedRun.Finished, "a good name", startedAt: InventedRun.Start);
        await InventedRun.WriteAsync(Store, InventedRun.Failed, "another", startedAt: InventedRun.Start + 1000, exitCode: 1);
        _room = ControlRoom.Create(Configure(new ServerOptions { Port = 0, Database = database }), Store, TimeProvider.System);
        await _room.StartAsync(CancellationToken.None);
        Client = new HttpClient { BaseAddress = _room.Address };
    }

    /// <summary>Begins a run that goes on until the fixture ends.</summary>
    public IRunWriter BeginLive(string id, string name)
    {
        IRunWriter writer = Store.Begin(InventedRun.StartOf(id, name, InventedRun.Start + 2000));
        _writers.Add(writer);
        return writer;
    }

    public async Task<JsonNode> GetAsync(string address, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using HttpResponseMessage response = await Client.GetAsync(new Uri(address, UriKind.Relative));
        return await ReadAsync(response, expected);
    }

    public async Task<JsonNode> SendAsync(HttpMethod method, string address, string body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await Client.SendAsync(request);
        return await ReadAsync(response, expected);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _room!.StopAsync(CancellationToken.None);
        await _room.DisposeAsync();
        foreach (IRunWriter writer in _writers)
        {
            await writer.DisposeAsync();
        }

        Store.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        string text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe((int)expected >= 400 ? "application/problem+json" : "application/json", text);
        JsonNode body = JsonNode.Parse(text)!;
        if ((int)expected >= 400)
        {
            body["status"]!.GetValue<int>().ShouldBe((int)expected);
            body["title"]!.GetValue<string>().ShouldNotBeEmpty();
            body["detail"]!.GetValue<string>().ShouldNotBeEmpty();
        }

        return body;
    }
}
