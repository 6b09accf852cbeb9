using Vigil.Bench.Measuring;
using Vigil.Storage.Sqlite;

namespace Vigil.Bench.Disk;

/// <summary>A database with one long run, for what is measured on top of it: the dashboard's frames.</summary>
internal static class SyntheticDatabase
{
    /// <summary>Options: <c>--db FILE --hours 24 --gpus 8 --processes 32 --cores 32 --steps 1</c> (steps per second). A file that is there is kept as it is.</summary>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        string path = Path.GetFullPath(options.Text("db", "synthetic.db"));
        if (File.Exists(path))
        {
            Console.WriteLine($"synthetic: {path} is there");
            return 0;
        }

        int hours = options.Number("hours", 24);
        var machine = new SyntheticMachine(options.Number("gpus", 8), options.Number("processes", 32), options.Number("cores", 32), noisy: true);
        using var store = SqliteRunStore.Open(new SqliteStoreOptions { Path = path });
        await SyntheticRun.RecordAsync(store, machine, hours * 3600, options.Number("steps", 1), pendingBytes: 4 << 20);
        Console.WriteLine($"synthetic: {hours} h of samples at 1 s in {path}, {new FileInfo(path).Length / 1e6:F0} MB");
        return 0;
    }
}
