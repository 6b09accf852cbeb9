using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Vigil.Bench.Measuring;
using Vigil.Bench.Recording;
using Vigil.Core.Runs;
using Vigil.Server.Hosting;
using Vigil.Storage.Sqlite;
using Vigil.Telemetry.Wire;

namespace Vigil.Bench.Otlp;

/// <summary>
/// Points per second that <c>vigil serve</c> takes over HTTP into its store: some services export in turn, each all of its series at
/// once, as exporters do, with values that move. Client, server and store share the process and the machine; the time ends when
/// everything is in the store, and refused requests are sent again, so that nothing is counted that is not kept.
/// </summary>
internal static class OtlpBenchmark
{
    private static readonly TimeSpan s_busyPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Options: <c>--services 4 --series 2000 --exports 400</c> (exports of each service).</summary>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        int services = options.Number("services", 4);
        int series = options.Number("series", 2000);
        int exports = options.Number("exports", 400);
        string folder = Directory.CreateTempSubdirectory("vigil-bench-").FullName;
        string database = Path.Combine(folder, "vigil.db");
        try
        {
            using var store = SqliteRunStore.Open(new SqliteStoreOptions { Path = database });
            var room = ControlRoom.Create(new ServerOptions { Port = 0, Database = database }, store, TimeProvider.System);
            await room.StartAsync(CancellationToken.None);
            long points = (long)services * series * exports;
            Console.WriteLine($"otlp: {services} services, {series} series each, {exports} exports: {points:N0} points");
            long busy = 0;
            long began = TimeProvider.System.GetTimestamp();
            long cpuBefore = CpuClock.OwnNanoseconds();
            using (var client = new HttpClient { BaseAddress = room.Address })
            {
                await Task.WhenAll(Enumerable.Range(0, services).Select(service => Task.Run(async () =>
                {
                    Interlocked.Add(ref busy, await ExportAsync(client, service, series, exports));
                })));
            }

            double sent = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            await room.StopAsync(CancellationToken.None);
            await room.DisposeAsync();
            double stored = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            double cpu = (CpuClock.OwnNanoseconds() - cpuBefore) / 1e9;
            long kept = store.ListRuns(kind: RunKind.Service).Sum(run => store.ReadSubjects(run.Start.Id).Sum(subject => (long)store.ReadSeries(run.Start.Id, subject.Id).UnixMilliseconds.Length));
            MemoryUse? memory = MemoryUse.Of(Environment.ProcessId);
            Console.WriteLine($"taken       {points / sent,12:N0} points/s, {busy} requests asked to wait");
            Console.WriteLine($"in store    {points / stored,12:N0} points/s; {kept:N0} of {points:N0} kept");
            Console.WriteLine($"per CPU s   {points / cpu,12:N0} points, client included");
            Console.WriteLine($"database    {(double)new FileInfo(database).Length / points,12:F2} bytes a point");
            Console.WriteLine($"memory      {memory?.PeakMegabytes,12:F0} MB at most");
            return kept == points ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<long> ExportAsync(HttpClient client, int service, int series, int exports)
    {
        var random = new Random(service);
        double[] levels = new double[series];
        byte[] body = Request(service, series, out int[] places);
        long start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - (exports * 1000L);
        long busy = 0;
        for (int export = 0; export < exports; export++)
        {
            for (int i = 0; i < series; i++)
            {
                levels[i] += random.Next(1000);
                BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(places[i]), (ulong)(start + (export * 1000L)) * 1_000_000);
                BinaryPrimitives.WriteDoubleLittleEndian(body.AsSpan(places[i] + 9), levels[i]);
            }

            while (true)
            {
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
                using HttpResponseMessage response = await client.PostAsync(new Uri("/v1/metrics", UriKind.Relative), content);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    break;
                }

                busy++;
                await Task.Delay(s_busyPause);
            }
        }

        return busy;
    }

    // The request of an export, and where in it the time of each point stands; its value follows.
    private static byte[] Request(int service, int series, out int[] places)
    {
        var output = new ProtoWriter();
        int group = output.Begin(1);
        int resource = output.Begin(1);
        Pair(output, 1, "service.name", "bench");
        Pair(output, 1, "service.instance.id", $"{service}");
        output.End(resource);
        int scope = output.Begin(2);
        for (int i = 0; i < series; i += 100)
        {
            int metric = output.Begin(2);
            output.Text(1, $"bench.requests.{i / 100}");
            output.Text(3, "{request}");
            int sum = output.Begin(7);
            for (int n = i; n < Math.Min(series, i + 100); n++)
            {
                int point = output.Begin(1);
                output.Fixed64(3, 0x0101010101010101);
                output.Real(4, BitConverter.UInt64BitsToDouble(0x0101010101010101));
                Pair(output, 7, "http.route", $"/route/{n % 10}");
                Pair(output, 7, "server.address", $"host-{n / 10}.example");
                output.End(point);
            }

            output.Varint(2, 2);
            output.Varint(3, 1);
            output.End(sum);
            output.End(metric);
        }

        output.End(scope);
        output.End(group);
        byte[] body = output.Written.ToArray();
        places = new int[series];
        ReadOnlySpan<byte> mark = [0x19, 1, 1, 1, 1, 1, 1, 1, 1, 0x21, 1, 1, 1, 1, 1, 1, 1, 1];
        for (int i = 0, at = 0; i < series; i++)
        {
            at += body.AsSpan(at).IndexOf(mark) + 1;
            places[i] = at;
        }

        return body;
    }

    private static void Pair(ProtoWriter output, int field, string name, string value)
    {
        int pair = output.Begin(field);
        output.Text(1, name);
        int holder = output.Begin(2);
        output.Text(1, value);
        output.End(holder);
        output.End(pair);
    }
}
