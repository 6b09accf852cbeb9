using System.Globalization;
using Microsoft.Data.Sqlite;
using Vigil.Bench.Measuring;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Disk;

/// <summary>
/// Bytes that an hour of samples takes in the database: the real store with a transaction for each sample as at 1 s, fed as
/// fast as it takes them. The size is that of the file after the run has ended and the log is written back.
/// </summary>
internal static class DiskBenchmark
{
    private const double BudgetBytes = 2e6;

    /// <summary>Options: <c>--ticks 3600 --gpus 8 --processes 32 --cores 32 --steps 0</c> (steps per second).</summary>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        int ticks = options.Number("ticks", 3600);
        int gpus = options.Number("gpus", 8);
        int processes = options.Number("processes", 32);
        int cores = options.Number("cores", 32);
        int steps = options.Number("steps", 0);
        Console.WriteLine($"disk: {ticks} samples at 1 s, {gpus} GPUs, {processes} processes, {cores} cores, {steps} steps a second");
        foreach (bool noisy in (bool[])[false, true])
        {
            string folder = Directory.CreateTempSubdirectory("vigil-bench-").FullName;
            try
            {
                Console.WriteLine();
                Console.WriteLine(noisy ? "workers that read files of uneven size" : "workers as measured in samples/train_gan.py");
                await MeasureAsync(Path.Combine(folder, "vigil.db"), new SyntheticMachine(gpus, processes, cores, noisy), ticks, steps);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        Console.WriteLine();
        return 0;
    }

    private static async Task MeasureAsync(string path, SyntheticMachine machine, int ticks, int steps)
    {
        long written = WrittenBytes();
        long cpu = CpuClock.OwnNanoseconds();
        using (var store = SqliteRunStore.Open(new SqliteStoreOptions { Path = path, CommitInterval = TimeSpan.Zero }))
        {
            await SyntheticRun.RecordAsync(store, machine, ticks, steps);
        }

        cpu = CpuClock.OwnNanoseconds() - cpu;
        long left = BytesBeside(path);
        WriteBack(path);
        long bytes = BytesBeside(path);
        double perHour = bytes * 3600.0 / ticks;
        Console.WriteLine($"  database     {perHour / 1e6,8:F2} MB an hour; target {BudgetBytes / 1e6:F0} MB, ratio {perHour / BudgetBytes:F2}");
        Console.WriteLine($"               {(double)bytes / ticks,8:F0} bytes a sample; {(left - bytes) / 1e6:F2} MB more until the log is written back");
        Console.WriteLine($"  disk writes  {(WrittenBytes() - written) / 1e6 * 3600 / ticks,8:F1} MB an hour, log included");
        Console.WriteLine($"  CPU          {cpu / 1e3 / ticks,8:F0} µs a sample, making up the readings included");
        PrintTables(path, bytes);
    }

    private static long BytesBeside(string path) =>
        new DirectoryInfo(Path.GetDirectoryName(path)!).EnumerateFiles().Sum(file => file.Length);

    private static void WriteBack(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static long WrittenBytes()
    {
        string? line = File.ReadLines("/proc/self/io").FirstOrDefault(line => line.StartsWith("write_bytes:"));
        return line is null ? 0 : long.Parse(line[12..], CultureInfo.InvariantCulture);
    }

    /// <summary>The share of the two largest tables: what the file shrinks by without each. Destroys the database.</summary>
    private static void PrintTables(string path, long bytes)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = DELETE; PRAGMA foreign_keys = OFF; VACUUM");
        long before = BytesBeside(path);
        foreach (string table in (string[])["VigilSampleChunk", "MetricsSample"])
        {
            Execute(connection, $"DELETE FROM {table}; VACUUM");
            long after = BytesBeside(path);
            Console.WriteLine($"  {table,-18} {(before - after) / 1e3,6:F0} kB, {100.0 * (before - after) / bytes:F0} %");
            before = after;
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
