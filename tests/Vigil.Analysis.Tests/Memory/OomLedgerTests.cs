using System.Text.Json.Nodes;
using Vigil.Analysis.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Tests.Memory;

/// <summary>Who held the memory: nothing counts twice, and everything adds up to the total.</summary>
public class OomLedgerTests
{
    private const double GiB = 1L << 30;

    [Fact]
    public void The_ledger_of_a_kill_names_every_worker_at_the_sample_before_it()
    {
        MemoryLedger ledger = OomLedger.Of(Killed().Build()).Memory!;
        ledger.IsLimited.ShouldBeTrue();
        ledger.IsAtKill.ShouldBeTrue();
        ledger.At.ShouldBe(EvidenceBuilder.Start + 100);
        ledger.TotalBytes.ShouldBe(16 * GiB);
        ledger.Of(LedgerHolder.Main).ShouldBe(6 * GiB);
        ledger.Entries.Where(entry => entry.Holder == LedgerHolder.Worker).Select(entry => (entry.Pid, entry.Bytes)).ShouldBe([(101L, 4 * GiB), (102L, 4 * GiB)], ignoreOrder: true);
        ledger.Of(LedgerHolder.PageCache).ShouldBe(0.5 * GiB);
        ledger.Of(LedgerHolder.Shared).ShouldBe(0.25 * GiB);
    }

    [Fact]
    public void Accounts_and_what_is_free_make_the_total()
    {
        MemoryLedger ledger = OomLedger.Of(Killed().Build()).Memory!;
        (ledger.Entries.Sum(entry => entry.Bytes) + ledger.FreeBytes).ShouldBe(ledger.TotalBytes, 1);
    }

    [Fact]
    public void Without_a_kill_it_is_the_peak()
    {
        MemoryLedger ledger = OomLedger.Of(new EvidenceBuilder()
            .System((SystemMetrics.MemoryTotal, _ => 64 * GiB), (SystemMetrics.MemoryUsed, t => (t is >= 50 and < 60 ? 40 : 20) * GiB), (SystemMetrics.MemoryFree, t => (t is >= 50 and < 60 ? 14 : 34) * GiB),
                (SystemMetrics.MemoryCached, _ => 10 * GiB), (SystemMetrics.MemoryShared, _ => 2 * GiB))
            .Process(100, ProcessRoles.Main, (ProcessMetrics.Resident, t => (t is >= 50 and < 60 ? 30 : 10) * GiB), (ProcessMetrics.Shared, _ => GiB)).Build()).Memory!;
        ledger.IsLimited.ShouldBeFalse();
        ledger.IsAtKill.ShouldBeFalse();
        ledger.At.ShouldBe(EvidenceBuilder.Start + 50);
        ledger.Of(LedgerHolder.Main).ShouldBe(29 * GiB);
        ledger.Of(LedgerHolder.Shared).ShouldBe(2 * GiB);
        ledger.Of(LedgerHolder.PageCache).ShouldBe(8 * GiB);
        ledger.Of(LedgerHolder.OtherPrograms).ShouldBe(11 * GiB);
        ledger.FreeBytes.ShouldBe(14 * GiB);
        ledger.Basis.ShouldContain("less what they share");
    }

    [Fact]
    public void A_proportional_share_is_carried_on_by_what_resident_memory_grew_since()
    {
        MemoryLedger ledger = OomLedger.Of(new EvidenceBuilder()
            .System((SystemMetrics.MemoryTotal, _ => 64 * GiB), (SystemMetrics.MemoryUsed, t => t / 10 * GiB), (SystemMetrics.MemoryFree, t => (64 - (t / 10)) * GiB), (SystemMetrics.MemoryShared, _ => GiB))
            .Process(100, ProcessRoles.Main, (ProcessMetrics.Resident, t => t / 20 * GiB), (ProcessMetrics.Shared, _ => GiB), (ProcessMetrics.Proportional, t => t == 100 ? 4.5 * GiB : double.NaN)).Build()).Memory!;
        ledger.At.ShouldBe(EvidenceBuilder.Start + 120);
        ledger.Of(LedgerHolder.Main).ShouldBe(5.5 * GiB);
        ledger.Of(LedgerHolder.Shared).ShouldBe(0.5 * GiB);
        ledger.Basis.ShouldContain("PSS");
    }

    [Fact]
    public void A_worker_that_was_gone_at_the_peak_held_nothing() =>
        OomLedger.Of(new EvidenceBuilder()
            .System((SystemMetrics.MemoryTotal, _ => 64 * GiB), (SystemMetrics.MemoryUsed, t => t / 10 * GiB))
            .SubjectBetween(SubjectKind.Process, "101:1", new() { [SubjectAttributes.Pid] = "101", [SubjectAttributes.Role] = ProcessRoles.Worker }, 0, 50, (ProcessMetrics.Resident, _ => GiB))
            .Build()).Memory!.Of(LedgerHolder.Worker).ShouldBe(0);

    [Fact]
    public void Without_samples_there_is_no_ledger()
    {
        OomLedger ledger = OomLedger.Of(new EvidenceBuilder(0).Build());
        ledger.Memory.ShouldBeNull();
        ledger.Gpus.ShouldBeEmpty();
    }

    [Fact]
    public void The_ledger_of_a_GPU_joins_samples_and_the_message()
    {
        GpuLedger gpu = OomLedger.Of(CudaOom(
            "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 24.00 GiB of which 1.00 GiB is free. Process 900 has 3.00 GiB memory in use. "
            + "Including non-PyTorch memory, this process has 20.00 GiB memory in use. Of the allocated memory 18.00 GiB is allocated by PyTorch, and 1.50 GiB is reserved by PyTorch but unallocated.")
            .Build()).Gpus.ShouldHaveSingleItem();
        gpu.TotalBytes.ShouldBe(24 * GiB);
        gpu.RequestBytes.ShouldBe(2 * GiB);
        gpu.FreeBytes.ShouldBe(GiB);
        gpu.OwnBytes.ShouldBe(20 * GiB);
        gpu.AllocatedBytes.ShouldBe(18 * GiB);
        gpu.ReservedUnusedBytes.ShouldBe(1.5 * GiB);
        gpu.OtherTenantsBytes.ShouldBe(3 * GiB);
        gpu.OtherTenants.ShouldBe([(900L, 3 * GiB)]);
        gpu.NeededBytes.ShouldBe(25 * GiB);
        gpu.IsFragmented.ShouldBeFalse();
    }

    [Fact]
    public void What_every_allocator_leaves_unused_is_no_fragmentation() =>
        new GpuLedger { TotalBytes = 32 * GiB, RequestBytes = 20 << 20, ReservedUnusedBytes = 113 << 20 }.IsFragmented.ShouldBeFalse();

    [Fact]
    public void A_request_smaller_than_what_is_reserved_but_unused_is_fragmentation() =>
        OomLedger.Of(CudaOom("CUDA out of memory. Tried to allocate 1.00 GiB (GPU 0; 24.00 GiB total capacity; 15.00 GiB already allocated; 0.50 GiB free; 20.00 GiB reserved in total by PyTorch)").Build())
            .Gpus[0].ShouldSatisfyAllConditions(gpu => gpu.IsFragmented.ShouldBeTrue(), gpu => gpu.ReservedUnusedBytes.ShouldBe(5 * GiB));

    [Fact]
    public void A_message_alone_makes_a_ledger()
    {
        GpuLedger gpu = OomLedger.Of(new EvidenceBuilder()
            .Says(CauseClass.CudaOom, "CUDA out of memory. Tried to allocate 20.00 MiB (GPU 4; 31.75 GiB total capacity; 30.29 GiB already allocated; 3.75 MiB free; 30.40 GiB reserved in total by PyTorch)")
            .Ended(EndCause.Error, 1).Build()).Gpus.ShouldHaveSingleItem();
        gpu.Index.ShouldBe(4);
        gpu.TotalBytes.ShouldBe(31.75 * GiB);
    }

    [Fact]
    public void Unified_memory_is_the_machines_and_no_ledger_of_its_own() =>
        OomLedger.Of(new EvidenceBuilder().Subject(SubjectKind.Gpu, "GPU-1", new() { [SubjectAttributes.UnifiedMemory] = "true" }, (GpuMetrics.Utilization, _ => 50)).Build()).Gpus.ShouldBeEmpty();

    internal static EvidenceBuilder Killed() => new EvidenceBuilder()
        .System((SystemMetrics.MemoryTotal, _ => 64 * GiB))
        .Cgroup(
            (CgroupMetrics.MemoryLimit, _ => 16 * GiB),
            (CgroupMetrics.MemoryUsage, t => t <= 100 ? (6 + (t / 10)) * GiB : 8 * GiB),
            (CgroupMetrics.MemoryWorkingSet, t => t <= 100 ? (5.5 + (t / 10)) * GiB : 7 * GiB),
            (CgroupMetrics.AnonymousMemory, t => t <= 100 ? (5 + (t / 10)) * GiB : 7 * GiB),
            (CgroupMetrics.FileMemory, _ => 0.75 * GiB),
            (CgroupMetrics.SharedMemory, _ => 0.25 * GiB))
        .Process(100, ProcessRoles.Main, (ProcessMetrics.Resident, _ => 7 * GiB), (ProcessMetrics.Shared, _ => GiB))
        .Worker(101, 0, 100, (ProcessMetrics.Resident, t => t / 25 * GiB))
        .Worker(102, 0, 100, (ProcessMetrics.Resident, t => t / 25 * GiB))
        .Event(100.5, EventTypes.CgroupOom, new JsonObject { ["pid"] = 101, ["usage_bytes"] = (long)(16 * GiB), ["limit_bytes"] = (long)(16 * GiB), ["source"] = "kernel log" })
        .Steps(50)
        .Ended(EndCause.CgroupOom, 1);

    internal static EvidenceBuilder CudaOom(string message) => new EvidenceBuilder()
        .Process(100, ProcessRoles.Main, (ProcessMetrics.Resident, _ => GiB))
        .Gpu("GPU-1", (GpuMetrics.MemoryTotal, _ => 24 * GiB), (GpuMetrics.MemoryUsed, t => t < 1 ? 11 * GiB : 23 * GiB))
        .Subject(SubjectKind.GpuProcess, "GPU-1/100", new() { [SubjectAttributes.Pid] = "100" }, (GpuProcessMetrics.MemoryUsed, t => t < 1 ? 8 * GiB : 20 * GiB))
        .Subject(SubjectKind.GpuProcess, "GPU-1/900", new() { [SubjectAttributes.Pid] = "900" }, (GpuProcessMetrics.MemoryUsed, _ => 3 * GiB))
        .Steps(60, step => step with { TotalSteps = 1000, StepSeconds = 1 })
        .Says(CauseClass.CudaOom, message, 119)
        .Event(119, EventTypes.CudaOom, new JsonObject { ["text"] = message })
        .Ended(EndCause.CudaOom, 1);
}
