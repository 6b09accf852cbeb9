using Vigil.Core.Runs;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite;

public sealed class SizeTests
{
    // The figure is a property of the format and of the generator's seed, not of the machine. The generator's readings
    // hold some 80 random bits per process and second, which no lossless format goes below.
    [Fact]
    public async Task An_hour_of_eight_gpus_and_32_processes_stays_near_two_megabytes()
    {
        using var test = new TestStore();
        using SqliteRunStore store = test.Open();
        long empty = new FileInfo(test.Path).Length;
        await using IRunWriter writer = store.Begin(TestStore.Start());
        var machine = new FakeMachine(gpus: 8, processes: 32, cores: 16);
        for (int i = 1; i <= 3600; i++)
        {
            writer.Write(machine.Next());
            if (i % 100 == 0)
            {
                TestStore.WaitStored(writer);
            }
        }

        (await writer.CompleteAsync(TestStore.Finished, null, TestStore.Generous)).ShouldBeTrue();
        store.ReadTotals("run22222").Count().ShouldBe(3600);

        // Tables that hold nothing have a page each.
        (new FileInfo(test.Path).Length - empty).ShouldBeLessThan(2_300_000);
        new FileInfo(test.Path + "-wal").Length.ShouldBe(0);
    }
}
