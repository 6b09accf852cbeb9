using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Memory;

/// <summary>Predicted peaks: from the run's own data, within bounds where it shows nothing, and never for what it already does.</summary>
public class WhatFitsTests
{
    private const double GiB = 1L << 30;
    private const string Message = "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 24.00 GiB of which 1.00 GiB is free.";

    [Fact]
    public void Leaving_out_the_workers_saves_what_was_measured_of_them()
    {
        FitPrediction prediction = WhatFits.ForMemory(OomLedgerTests.Killed().Setting(TrainingSetting.NumWorkers, 2, "num_workers").Build()).First(fit => fit.Setting == TrainingSetting.NumWorkers);
        prediction.Value.GetValue<int>().ShouldBe(0);
        prediction.IsMeasured.ShouldBeTrue();
        prediction.PeakBytes.ShouldBe(16 * GiB);
        prediction.SavedBytes.ShouldBe(8 * GiB);
        prediction.Basis.ShouldContain("4.00 GiB per worker");
        prediction.Fits.ShouldBeTrue();
        prediction.LowBytes.ShouldBeLessThanOrEqualTo(prediction.PredictedBytes);
        prediction.HighBytes.ShouldBeGreaterThanOrEqualTo(prediction.PredictedBytes);
        prediction.ToEffect().Expected.ShouldBe(-8 * GiB);
    }

    [Fact]
    public void Who_was_killed_at_a_limit_needed_at_least_that_whatever_the_last_sample_saw()
    {
        RunEvidence evidence = new EvidenceBuilder()
            .Cgroup((CgroupMetrics.MemoryLimit, _ => 16 * GiB), (CgroupMetrics.MemoryUsage, _ => 9 * GiB), (CgroupMetrics.MemoryWorkingSet, _ => 9 * GiB))
            .Process(100, ProcessRoles.Main, (ProcessMetrics.Resident, _ => 9 * GiB))
            .Setting(TrainingSetting.BatchSize, 16, "batch_size")
            .Event(100.5, EventTypes.CgroupOom, new JsonObject { ["pid"] = 100, ["limit_bytes"] = (long)(16 * GiB) })
            .Steps(50).Ended(EndCause.CgroupOom, 137).Build();

        WhatFits.ForMemory(evidence).First(fit => fit.Setting == TrainingSetting.BatchSize).PeakBytes.ShouldBe(16 * GiB);
    }

    [Fact]
    public void Fewer_workers_are_offered_beside_none() =>
        WhatFits.ForMemory(OomLedgerTests.Killed().Build()).Where(fit => fit.Setting == TrainingSetting.NumWorkers).Select(fit => fit.Value.GetValue<int>()).ShouldBe([0, 1]);

    [Fact]
    public void A_run_without_workers_is_not_told_to_have_fewer() =>
        WhatFits.ForMemory(new EvidenceBuilder().System((SystemMetrics.MemoryTotal, _ => 16 * GiB), (SystemMetrics.MemoryUsed, _ => 15 * GiB)).Build())
            .ShouldNotContain(fit => fit.Setting == TrainingSetting.NumWorkers);

    [Fact]
    public void Batch_sizes_that_the_run_tried_give_a_line()
    {
        FitPrediction prediction = WhatFits.ForModel(Growing(oom: true).Build()).Single(fit => fit.Setting == TrainingSetting.BatchSize);
        prediction.IsMeasured.ShouldBeTrue();
        prediction.Value.GetValue<long>().ShouldBe(9);
        prediction.PredictedBytes.ShouldBe(22 * GiB, 1e-3 * GiB);
        prediction.Basis.ShouldContain("4.00 GiB and 2.00 GiB for each sample");
        prediction.Fits.ShouldBeTrue();
    }

    [Fact]
    public void A_smaller_batch_after_a_larger_one_shows_nothing_since_allocators_keep_what_they_had()
    {
        EvidenceBuilder run = OomLedgerTests.CudaOom(Message)
            .Event(60, EventTypes.BatchSizeChange, new JsonObject { ["from"] = 8, ["to"] = 4 });
        FitPrediction prediction = WhatFits.ForModel(run.Build()).Single(fit => fit.Setting == TrainingSetting.BatchSize);
        prediction.IsMeasured.ShouldBeFalse();
        prediction.Value.GetValue<long>().ShouldBe(2);
    }

    [Fact]
    public void One_batch_size_gives_bounds_between_nothing_and_in_proportion()
    {
        FitPrediction prediction = WhatFits.ForModel(OomLedgerTests.CudaOom(Message).Setting(TrainingSetting.BatchSize, 8, "batch_size").Build()).Single(fit => fit.Setting == TrainingSetting.BatchSize);
        prediction.IsMeasured.ShouldBeFalse();
        prediction.HighBytes.ShouldBe(prediction.PeakBytes);
        prediction.LowBytes.ShouldBeGreaterThan(3 * GiB);
        prediction.PredictedBytes.ShouldBeInRange(prediction.LowBytes, prediction.HighBytes);
    }

    [Fact]
    public void A_batch_of_one_cannot_become_smaller() =>
        WhatFits.ForModel(OomLedgerTests.CudaOom(Message).Setting(TrainingSetting.BatchSize, 1, "batch_size").Build()).ShouldBeEmpty();

    [Fact]
    public void A_program_that_chooses_its_batch_is_given_a_bound() =>
        WhatFits.ForModel(OomLedgerTests.CudaOom(Message).Setting(TrainingSetting.BatchSize, 8, "batch_size").Setting(TrainingSetting.MaxBatchSize, 16, "max_batch_size").Build())
            .ShouldHaveSingleItem().Setting.ShouldBe(TrainingSetting.MaxBatchSize);

    [Fact]
    public void Everything_that_is_off_is_offered_and_what_is_on_is_not()
    {
        TrainingSetting[] offered = [.. WhatFits.ForModel(OomLedgerTests.CudaOom(Message)
            .Setting(TrainingSetting.Quantize, false, "quantize").Setting(TrainingSetting.UseEma, true, "use_ema")
            .Setting(TrainingSetting.GradientCheckpointing, false, "gradient_checkpointing").Setting(TrainingSetting.Resolution, 1024, "resolution")
            .Setting(TrainingSetting.Offload, false, "layer_offloading").Setting(TrainingSetting.Precision, "fp32", "dtype").Build()).Select(fit => fit.Setting)];
        offered.ShouldBe(
            [TrainingSetting.Quantize, TrainingSetting.UseEma, TrainingSetting.GradientCheckpointing, TrainingSetting.Resolution, TrainingSetting.Offload, TrainingSetting.Precision], ignoreOrder: true);

        WhatFits.ForModel(OomLedgerTests.CudaOom(Message)
            .Setting(TrainingSetting.Quantize, true, "quantize").Setting(TrainingSetting.UseEma, false, "use_ema").Setting(TrainingSetting.GradientCheckpointing, true, "gradient_checkpointing")
            .Setting(TrainingSetting.Resolution, 256, "resolution").Setting(TrainingSetting.Offload, true, "layer_offloading").Setting(TrainingSetting.Precision, "bf16", "dtype").Build()).ShouldBeEmpty();
    }

    [Fact]
    public void Quantising_halves_what_was_held_before_the_first_step()
    {
        FitPrediction prediction = WhatFits.ForModel(OomLedgerTests.CudaOom(Message).Setting(TrainingSetting.Quantize, false, "quantize").Build()).Single();
        prediction.Basis.ShouldContain("8.00 GiB were held before the first step");
        (prediction.PeakBytes - prediction.LowBytes).ShouldBe(4 * GiB);
        (prediction.PeakBytes - prediction.HighBytes).ShouldBe(2 * GiB);
    }

    [Fact]
    public void The_average_of_a_LoRA_takes_about_a_gibibyte() =>
        WhatFits.ForModel(OomLedgerTests.CudaOom(Message).Command("python", "run.py", "my_lora.yaml").Setting(TrainingSetting.UseEma, true, "use_ema").Build())
            .Single().SavedBytes.ShouldBe(GiB);

    [Fact]
    public void Memory_to_spare_allows_a_larger_batch()
    {
        FitPrediction measured = WhatFits.LargerBatch(Growing(oom: false).Build()).ShouldNotBeNull();
        measured.IsMeasured.ShouldBeTrue();
        measured.Value.GetValue<long>().ShouldBe(9);
        measured.SurelyFits.ShouldBeTrue();

        FitPrediction bounded = WhatFits.LargerBatch(Calm(8 * GiB).Build()).ShouldNotBeNull();
        bounded.IsMeasured.ShouldBeFalse();
        bounded.Value.GetValue<long>().ShouldBe(11);
        bounded.SurelyFits.ShouldBeTrue();
    }

    [Fact]
    public void Little_memory_to_spare_does_not()
    {
        WhatFits.LargerBatch(Calm(22 * GiB).Build()).ShouldBeNull();
        WhatFits.LargerBatch(OomLedgerTests.CudaOom(Message).Setting(TrainingSetting.BatchSize, 8, "batch_size").Build()).ShouldBeNull();
    }

    [Fact]
    public void Where_memory_is_unified_the_models_remedies_are_the_machines() =>
        WhatFits.ForMemory(new EvidenceBuilder()
            .System((SystemMetrics.MemoryTotal, _ => 120 * GiB), (SystemMetrics.MemoryUsed, _ => 119 * GiB))
            .Process(100, ProcessRoles.Main, (ProcessMetrics.Resident, _ => 80 * GiB))
            .Setting(TrainingSetting.Quantize, false, "quantize").Build()).ShouldHaveSingleItem().Resource.ShouldBe("memory");

    /// <summary>Batch sizes 2, 4 and 8 at 4 GiB and 2 GiB for each sample.</summary>
    private static EvidenceBuilder Growing(bool oom)
    {
        EvidenceBuilder run = new EvidenceBuilder()
            .Process(100, ProcessRoles.Main, (ProcessMetrics.Resident, _ => GiB))
            .Gpu("GPU-1", (GpuMetrics.MemoryTotal, _ => 24 * GiB), (GpuMetrics.MemoryUsed, t => (4 + (2 * Size(t))) * GiB))
            .Steps(120, step => step with { BatchSize = oom && step.Step > 118 ? 16 : (int)Size(step.UnixSeconds - EvidenceBuilder.Start) });
        return !oom ? run : run
            .Event(119, EventTypes.BatchSizeChange, new JsonObject { ["from"] = 8, ["to"] = 16 })
            .Event(119.5, EventTypes.CudaOom, new JsonObject { ["text"] = Message })
            .Ended(EndCause.CudaOom, 1);
    }

    private static double Size(double seconds) => seconds < 40 ? 2 : seconds < 80 ? 4 : 8;

    private static EvidenceBuilder Calm(double used) => new EvidenceBuilder()
        .Gpu("GPU-1", (GpuMetrics.MemoryTotal, _ => 24 * GiB), (GpuMetrics.MemoryUsed, _ => used))
        .Setting(TrainingSetting.BatchSize, 4, "batch_size");
}
