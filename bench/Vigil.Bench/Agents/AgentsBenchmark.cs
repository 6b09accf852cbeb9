using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Vigil.Bench.Measuring;
using Vigil.Bench.Recording;
using Vigil.Collection.Monitoring;
using Vigil.Collection.Snapshot;
using Vigil.Core.Runs;
using Vigil.Telemetry.Records;
using Vigil.Telemetry.Wire;

namespace Vigil.Bench.Agents;

/// <summary>
/// Many agents on one server: each sends a sample of this very machine every interval, in the requests that <c>vigil agent</c> makes, and
/// waits for each answer, which comes once the sample is on disk. The server is a process of its own on the same machine.
/// </summary>
internal static class AgentsBenchmark
{
    private const int Captured = 20;
    private static readonly TimeSpan s_capture = TimeSpan.FromSeconds(0.1);

    /// <summary>Options: <c>--agents 1000 --seconds 30 --interval 1</c> (seconds between samples of each agent).</summary>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        int agents = options.Number("agents", 1000);
        int seconds = options.Number("seconds", 30);
        int interval = options.Number("interval", 1);
        SampleRecorder samples = await CaptureAsync();
        string folder = Directory.CreateTempSubdirectory("vigil-bench-").FullName;
        try
        {
            using Process server = Process.Start(new ProcessStartInfo(options.Vigil, ["serve", "--port", "0", "--db", Path.Combine(folder, "vigil.db")]) { UseShellExecute = false, RedirectStandardError = true })!;
            try
            {
                string said = await server.StandardError.ReadLineAsync() ?? "";
                var address = new Uri(said.Split(' ')[1]);
                Console.WriteLine($"agents: {agents} agents, a sample of {samples.Readings:F0} readings every {interval} s from each, for {seconds} s");
                long cpuBefore = CpuClock.NanosecondsOf(server.Id) ?? 0;
                long began = TimeProvider.System.GetTimestamp();
                using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = agents }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };
                var answers = new ConcurrentBag<double>();
                int[] refused = await Task.WhenAll(Enumerable.Range(0, agents).Select(agent => ReportAsync(client, agent, agents, samples.Samples, seconds, interval, answers)));
                double took = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
                double cpu = ((CpuClock.NanosecondsOf(server.Id) ?? 0) - cpuBefore) / 1e9;
                double[] sorted = [.. answers.Order()];
                Console.WriteLine($"accepted    {sorted.Length / took,12:N0} samples/s ({sorted.Length * samples.Readings / took:N0} readings/s) of {(double)agents / interval:N0} offered; {refused.Sum()} asked to wait");
                Console.WriteLine($"answered    {sorted[sorted.Length / 2] * 1000,12:N0} ms in the median, {sorted[(int)(sorted.Length * 0.99)] * 1000:N0} ms of 99 %: the sample is on disk then");
                Console.WriteLine($"server      {100 * cpu / took,12:N0} % of a core, {1e6 * cpu / sorted.Length:N0} µs a sample");
                Console.WriteLine($"memory      {MemoryUse.Of(server.Id)?.PeakMegabytes,12:F0} MB at most");
                return 0;
            }
            finally
            {
                server.Kill();
                await server.WaitForExitAsync();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // As this machine is sampled for an agent.
    private static async Task<SampleRecorder> CaptureAsync()
    {
        var recorder = new SampleRecorder();
        using (var recording = new MachineRecording(new MachineMonitorOptions { Recorder = new() { SampleIntervalSeconds = s_capture.TotalSeconds } }, recorder, TimeProvider.System))
        {
            recording.Start();
            await Task.Delay(s_capture * Captured);
        }

        return recorder;
    }

    private static async Task<int> ReportAsync(HttpClient client, int agent, int agents, List<byte[]> samples, int seconds, int interval, ConcurrentBag<double> answers)
    {
        RunStart start = Describe(agent);
        string startJson = System.Text.Json.JsonSerializer.Serialize(start, RecordJson.Default.RunStart);
        var output = new ProtoWriter();
        long began = TimeProvider.System.GetTimestamp();
        int refused = 0;

        // Machines are not started at the same instant.
        TimeSpan phase = TimeSpan.FromSeconds((double)interval * agent / agents);
        for (int i = 0; i < seconds / interval; i++)
        {
            TimeSpan due = phase + TimeSpan.FromSeconds(i * interval) - TimeProvider.System.GetElapsedTime(began);
            await Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero);
            RecordEncoder.Request(output, i == 0 ? startJson : null, [samples[(agent + i) % samples.Count]]);
            byte[] body = Compress(output.Written);
            long asked = TimeProvider.System.GetTimestamp();
            while (!await PostAsync(client, start.Id, i + 1, body))
            {
                refused++;
                await Task.Delay(200);
            }

            answers.Add(TimeProvider.System.GetElapsedTime(asked).TotalSeconds);
        }

        return refused;
    }

    private static RunStart Describe(int agent) => new()
    {
        Id = RunIds.New(),
        Kind = RunKind.Monitor,
        Name = string.Create(CultureInfo.InvariantCulture, $"machine-{agent:D4}"),
        Command = [],
        WorkingDirectory = "/",
        StartedAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
        SampleIntervalSeconds = 1,
        Snapshot = new JsonObject { ["host"] = HostSnapshot.Read() },
        Recorder = new RecorderIdentity(string.Create(CultureInfo.InvariantCulture, $"machine-{agent:D4}"), "", agent, 0),
    };

    private static async Task<bool> PostAsync(HttpClient client, string id, int sequence, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/metrics") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.Add(RecordWords.RecordHeader, id);
        request.Headers.Add(RecordWords.SequenceHeader, sequence.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(RecordWords.OffsetHeader, "0");
        using HttpResponseMessage response = await client.SendAsync(request);
        return response.IsSuccessStatusCode;
    }

    private static byte[] Compress(ReadOnlySpan<byte> body)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return buffer.ToArray();
    }
}
