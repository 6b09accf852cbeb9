using Vigil.Collection.KernelLog;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.KernelLog;

public sealed class KernelLogCollectorTests : IDisposable
{
    private readonly string _log = Path.GetTempFileName();
    private readonly SampleFrame _frame = new();

    public void Dispose() => File.Delete(_log);

    [SkippableFact]
    public void Reads_what_comes_after_the_start_and_each_record_once()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The kernel log is read on Linux only.");
        File.WriteAllText(_log, "6,1,1,-;Out of memory: Killed process 1 (before) total-vm:9kB\n");
        using var collector = new KernelLogCollector(_log);
        collector.Collect(_frame).ShouldBe(CollectResult.Ok);
        collector.Recent.ShouldBeEmpty();

        File.AppendAllText(_log, "6,2,2,-;Out of memory: Killed process 42 (python3) total-vm:9kB\n SUBSYSTEM=memory\n");
        collector.Collect(_frame).ShouldBe(CollectResult.Ok);
        collector.Recent.ShouldHaveSingleItem().ProcessId.ShouldBe(42);

        collector.Collect(_frame).ShouldBe(CollectResult.Ok);
        collector.Recent.ShouldBeEmpty();
    }

    [SkippableFact]
    public void A_log_that_may_not_be_read_is_not_available_and_named()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The kernel log is read on Linux only.");
        using var collector = new KernelLogCollector(_log + ".missing");

        CollectResult result = collector.Collect(_frame);

        result.State.ShouldBe(CollectState.NotAvailable);
        result.Reason!.ShouldContain(_log + ".missing");
    }
}
