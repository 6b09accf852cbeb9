using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Prometheus;

/// <summary>Prometheus itself reads what is served for it.</summary>
public class RealPrometheusTests(LiveRoomFixture live) : IClassFixture<LiveRoomFixture>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    [SkippableFact]
    public async Task Its_linter_finds_nothing()
    {
        string promtool = Find("promtool");
        string page = await live.Room.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        (int code, string output) = await RunAsync(promtool, ["check", "metrics"], page);

        output.Trim().ShouldBeEmpty();
        code.ShouldBe(0);
    }

    [SkippableFact]
    public async Task It_reads_the_names_of_the_exporters_too()
    {
        string promtool = Find("promtool");
        string page = await live.Room.Client.GetStringAsync(new Uri("/metrics?names=exporters", UriKind.Relative));

        (_, string output) = await RunAsync(promtool, ["check", "metrics"], page);

        // Beside the case of those names nothing is wrong with the page.
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.EndsWith("not 'camelCase'", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task It_scrapes_and_answers_a_query()
    {
        string prometheus = Find("prometheus");
        string folder = Directory.CreateTempSubdirectory("vigil-prometheus-").FullName;
        int port = FreePort();
        string configuration = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, $"""
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: vigil
                static_configs:
                  - targets: ['{live.Room.Address.Authority}']
            """);
        using Process process = Start(prometheus, [$"--config.file={configuration}", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}"]);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            JsonNode loss = await QueryAsync(client, $"vigil_run_loss{{run=\"{LiveRoomFixture.Id}\"}}");
            double.Parse((string)loss["value"]![1]!, CultureInfo.InvariantCulture).ShouldBe(4.0 / InventedRun.Samples);
            ((string)loss["metric"]!["name"]!).ShouldBe("a \"quoted\\name\"");
            ((string)(await QueryAsync(client, "up{job=\"vigil\"}"))["value"]![1]!).ShouldBe("1");
            ((string)(await QueryAsync(client, "DCGM_FI_DEV_GPU_UTIL"))["value"]![1]!).ShouldBe("90");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<JsonNode> QueryAsync(HttpClient client, string query)
    {
        using var deadline = new CancellationTokenSource(s_patience);
        string last = "";
        while (!deadline.IsCancellationRequested)
        {
            try
            {
                last = await client.GetStringAsync(new Uri("/api/v1/query?query=" + Uri.EscapeDataString(query), UriKind.Relative));
                if (JsonNode.Parse(last)!["data"]!["result"]!.AsArray() is [{ } result])
                {
                    return result;
                }
            }
            catch (HttpRequestException exception)
            {
                last = exception.Message;
            }

            await Task.Delay(200);
        }

        throw new TimeoutException($"no answer to {query}: {last}");
    }

    private static string Find(string program)
    {
        string? path = Environment.GetEnvironmentVariable("PATH")?.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Skip.If(path is null, $"{program} is not installed (Debian: prometheus)");
        return path;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, string input)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(input));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
