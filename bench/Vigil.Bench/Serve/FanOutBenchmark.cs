using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Vigil.Bench.Measuring;
using Vigil.Bench.Recording;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Serve;

/// <summary>
/// How long after its transaction a sample is with everybody who watches: sockets that all follow one run of 4 GPUs and 16 processes.
/// The transaction is seen from another connection, asked every millisecond.
/// </summary>
internal static class FanOutBenchmark
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    /// <summary>Options: <c>--sockets 200 --seconds 30</c>.</summary>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        int sockets = options.Number("sockets", 200);
        int seconds = options.Number("seconds", 30);
        string folder = Directory.CreateTempSubdirectory("vigil-bench-").FullName;
        try
        {
            string database = Path.Combine(folder, "vigil.db");
            using var store = SqliteRunStore.Open(new SqliteStoreOptions { Path = database, CommitInterval = TimeSpan.FromMilliseconds(20) });
            using var seen = SqliteRunStore.Open(new SqliteStoreOptions { Path = database, ReadOnly = true });
            await using LiveRun run = LiveRun.Begin(store, gpus: 4, processes: 16);
            run.Advance();
            using RoomProcess room = RoomProcess.Start(database);
            double alone = MemoryUse.Of(room.Pid)!.AnonymousMegabytes;
            var committed = new ConcurrentDictionary<int, long>();
            List<double>[] delays = new List<double>[sockets];
            long bytes = 0;
            using var stop = new CancellationTokenSource();
            var ready = new CountdownEvent(sockets);
            Task[] followers = [.. Enumerable.Range(0, sockets).Select(i => Task.Run(async () =>
                delays[i] = await FollowAsync(room.Address, run.Id, committed, ready, count => Interlocked.Add(ref bytes, count), stop.Token)))];
            if (!ready.Wait(s_deadline))
            {
                throw new InvalidOperationException($"{ready.CurrentCount} sockets have no snapshot yet");
            }

            long cpu = CpuClock.NanosecondsOf(room.Pid) ?? 0;
            long begun = TimeProvider.System.GetTimestamp();
            for (int second = 0; second < seconds; second++)
            {
                long version = seen.Live.ReadVersion();
                run.Advance();
                while (seen.Live.ReadVersion() == version)
                {
                    await Task.Delay(1);
                }

                committed[run.Samples] = TimeProvider.System.GetTimestamp();

                // Not in step with the server's own clock: every phase between the two is met.
                await Task.Delay(900 + (second * 37 % 200));
            }

            double passed = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
            double used = ((CpuClock.NanosecondsOf(room.Pid) ?? 0) - cpu) / 1e9;
            MemoryUse memory = MemoryUse.Of(room.Pid)!;
            await stop.CancelAsync();
            await Task.WhenAll(followers);
            double[] all = [.. delays.SelectMany(one => one)];
            Console.WriteLine($"fan-out: {sockets} sockets, {seconds} samples of 4 GPUs and 16 processes");
            Console.WriteLine($"  received   {all.Length:N0} of {(long)sockets * seconds:N0}, {bytes / 1e6 / passed:F1} MB/s");
            Console.WriteLine($"  delay      p50 {Statistics.Median(all):F0} ms, p99 {Statistics.Quantile(all, 0.99):F0} ms, {all.Max():F0} ms at most; the server looks every 250 ms");
            Console.WriteLine($"  CPU        {100 * used / passed:F1} % of a core");
            Console.WriteLine($"  memory     {alone:F0} MB of its own before, {memory.AnonymousMegabytes:F0} MB with them; {memory.ResidentMegabytes:F0} MB resident, {memory.PeakMegabytes:F0} MB at most");
            Console.WriteLine();
            return all.Length == sockets * seconds ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<double>> FollowAsync(Uri address, string run, ConcurrentDictionary<int, long> committed, CountdownEvent ready, Action<int> count, CancellationToken stop)
    {
        var delays = new List<double>();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/ws" }.Uri, stop);
        await socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"type":"subscribe","topic":"run","id":"{{run}}"}"""), WebSocketMessageType.Text, endOfMessage: true, stop);
        byte[] message = new byte[1 << 20];
        try
        {
            for (bool first = true; ; first = false)
            {
                int length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(message.AsMemory(length), stop);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                long now = TimeProvider.System.GetTimestamp();
                count(length);
                if (first)
                {
                    ready.Signal();
                }

                foreach (int step in Steps(message.AsSpan(0, length)))
                {
                    // On its way before the other connection saw it: no delay at all.
                    delays.Add(committed.TryGetValue(step, out long at) ? TimeProvider.System.GetElapsedTime(at, now).TotalMilliseconds : 0);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return delays;
        }
    }

    // Numbers of the steps of a change, without the cost of reading all of it 200 times over.
    private static List<int> Steps(ReadOnlySpan<byte> message)
    {
        List<int> steps = [];
        int list = message.IndexOf("\"steps\":["u8);
        if (list < 0)
        {
            return steps;
        }

        ReadOnlySpan<byte> rest = message[list..];
        rest = rest[..rest.IndexOf((byte)']')];
        for (int at; (at = rest.IndexOf("{\"step\":"u8)) >= 0;)
        {
            rest = rest[(at + 8)..];
            if (Utf8Parser.TryParse(rest, out int step, out _))
            {
                steps.Add(step);
            }
        }

        return steps;
    }
}
