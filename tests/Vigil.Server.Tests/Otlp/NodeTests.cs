using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Server.Tests.Support;
using Vigil.Testing;

namespace Vigil.Server.Tests.Otlp;

/// <summary>The exporters from npm, with both formats. Fetched once into a folder that later runs find again.</summary>
public sealed class NodeTests : IAsyncLifetime
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(5);
    private readonly ControlRoomFixture _room = new();

    public Task InitializeAsync() => _room.InitializeAsync();

    public Task DisposeAsync() => _room.DisposeAsync();

    [SkippableTheory]
    [InlineData("json")]
    [InlineData("proto")]
    public async Task A_javascript_program_reports(string format)
    {
        string folder = await InstallAsync();
        (int code, string text) = await RunAsync("node", folder, "report.mjs", _room.Address.ToString(), format);
        code.ShouldBe(0, text);

        RunRecord run = await Eventually.GetAsync(() => Task.FromResult(_room.Store.ListRuns(kind: RunKind.Service).FirstOrDefault(run => run.Start.Name == "node-" + format)));
        await Eventually.GetAsync(() => Task.FromResult(_room.Store.ReadSubjects(run.Start.Id).Count == 2 ? "both" : null));
        StoredSubject requests = _room.Store.ReadSubjects(run.Start.Id).Single(subject => subject.Key == "requests{route=/b}");
        requests.Metrics.Single().Value(_room.Store.ReadSeries(run.Start.Id, requests.Id).Columns["value"][^1]).ShouldBe(3);
        string output = await Eventually.GetAsync(() => Task.FromResult(
            string.Concat(_room.Store.ReadOutput(run.Start.Id).Select(piece => Encoding.UTF8.GetString(piece.Data.Span))) is { Length: > 0 } some ? some : null));
        output.ShouldBe("ERROR script: it broke code=7\n");
        JsonNode chat = await Eventually.GetAsync(async () => (await _room.GetAsync("/api/v1/operations/list?type=inference_request"))["operations"]!.AsArray().FirstOrDefault());
        ((string)chat["operation_name"]!).ShouldBe("chat model");
        ((string)chat["error_message"]!).ShouldBe("no such model");
        ((string)chat["error_category"]!).ShouldBe("TypeError");
        ((string)chat["run_id"]!).ShouldBe(run.Start.Id);
    }

    private static async Task<string> InstallAsync()
    {
        string source = Repository.At("tests/Vigil.Server.Tests/Otlp/Node");
        string lockFile = Path.Combine(source, "package-lock.json");
        string digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(lockFile)))[..12];
        string folder = Path.Combine(Path.GetTempPath(), "vigil-otlp-node-" + digest);
        string done = Path.Combine(folder, "installed");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        if (!File.Exists(done))
        {
            (int code, string text) = await RunAsync("npm", folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            Skip.IfNot(code == 0, "npm ci failed, perhaps for want of a network: " + text);
            await File.WriteAllTextAsync(done, "");
        }

        return folder;
    }

    private static async Task<(int Code, string Text)> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? started = null;
        try
        {
            started = Process.Start(start);
        }
        catch (Win32Exception exception)
        {
            Skip.If(true, $"{program} cannot be started: {exception.Message}");
        }

        using Process process = started!;
        using var deadline = new CancellationTokenSource(s_deadline);
        Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output + await error);
    }
}
