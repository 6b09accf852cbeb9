using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;

namespace Vigil.Storage.Tests.Support;

/// <summary>Records in a process of its own until it is killed.</summary>
internal static class ChildRecorder
{
    public static int Record(string path, string runId)
    {
        SqliteRunStore store = SqliteRunStore.Open(new SqliteStoreOptions { Path = path, TailSamples = 64, CommitInterval = TimeSpan.FromMilliseconds(50) });
        IRunWriter writer = store.Begin(TestStore.Start(runId) with { Recorder = new RecorderIdentity(Environment.MachineName, RecorderLiveness.ReadBootId(), Environment.ProcessId, 0) });
        var machine = new FakeMachine(gpus: 1, processes: 4, cores: 2);
        for (int written = 1; ; written++)
        {
            writer.Write(machine.Next());
            writer.WriteOutput(OutputStream.Merged, System.Text.Encoding.UTF8.GetBytes($"line {written}\n"), machine.Frame.UnixMilliseconds);
            writer.Emit(new RunEvent(machine.Frame.UnixMilliseconds / 1000.0, EventTypes.WorkerStart));
            if (written % 10 == 0)
            {
                TestStore.WaitStored(writer);
                Console.WriteLine(written);
            }
        }
    }
}
