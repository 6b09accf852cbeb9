using System.Globalization;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;

namespace Vigil.Storage.Tests.Support;

/// <summary>What recording takes: size, processor time, reading time. For people; no test depends on its figures.</summary>
internal static class StorageMeasure
{
    public static int Record(string path, string size, int hours)
    {
        using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = path, CommitInterval = TimeSpan.FromMilliseconds(1) });
        IRunWriter writer = store.Begin(TestStore.Start());
        FakeMachine machine = size == "large" ? new(8, 32, 16) : new(0, 10, 2);
        for (int hour = 1; hour <= hours; hour++)
        {
            TimeSpan cpu = TimeSpan.Zero;
            for (int i = 0; i < 3600; i++)
            {
                machine.Next();
                TimeSpan before = Environment.CpuUsage.TotalTime;
                writer.Write(machine.Frame);
                while (writer.Statistics.PendingBytes > 0)
                {
                    Thread.Sleep(1);
                }

                cpu += Environment.CpuUsage.TotalTime - before;
            }

            if (hour <= 2 || hour == hours)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"hour {hour}: file {new FileInfo(path).Length / 1e6:F3} MB + log {new FileInfo(path + "-wal").Length / 1e6:F3} MB, {cpu.TotalMilliseconds / 3600:F3} ms CPU a sample (polling included)"));
            }
        }

        writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous).GetAwaiter().GetResult();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"finished: {new FileInfo(path).Length / 1e6:F3} MB; resident {Environment.WorkingSet / 1e6:F0} MB"));
        return 0;
    }

    public static int Read(string path)
    {
        using SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = path, ReadOnly = true });
        StoredSubject subject = store.ReadSubjects("run22222").First(s => s.Kind == SubjectKind.Process);
        for (int i = 0; i < 40; i++)
        {
            long start = TimeProvider.System.GetTimestamp();
            int rows = store.ReadSeries("run22222", subject.Id).UnixMilliseconds.Length;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} rows of one process in {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:F1} ms"));
        }

        return 0;
    }
}
