using System.Text.Json.Nodes;
using static Vigil.Configuration.Dialects.SettingKey;
using static Vigil.Configuration.Dialects.TrainingSetting;

namespace Vigil.Configuration.Dialects.Tables;

/// <summary>ai-toolkit: one YAML or JSON file, <c>job</c> and <c>config</c> with a list of processes.</summary>
internal static class AiToolkitTable
{
    public static Dialect Dialect { get; } = new()
    {
        Name = "ai-toolkit",
        OwnsFile = root => root["config"] is JsonObject config && config["process"] is JsonArray,
        OwnsCommand = _ => false,
        Keys =
        [
            Known(NumWorkers, "config.process[].datasets[].num_workers", 2),
            Known(PrefetchFactor, "config.process[].datasets[].prefetch_factor", 2),
            Known(CacheLatents, "config.process[].datasets[].cache_latents_to_disk", false),
            Known(Resolution, "config.process[].datasets[].resolution", 512),
            Seen(DataPath, "config.process[].datasets[].folder_path"),
            Known(BatchSize, "config.process[].train.batch_size", 1),
            Seen(MaxBatchSize, "config.process[].train.max_batch_size"),
            Known(GradientAccumulation, "config.process[].train.gradient_accumulation_steps", 1),
            Seen(GradientAccumulation, "config.process[].train.gradient_accumulation"),
            Known(GradientCheckpointing, "config.process[].train.gradient_checkpointing", true),
            Known(UseEma, "config.process[].train.ema_config.use_ema", false),
            Known(EmaDecay, "config.process[].train.ema_config.ema_decay", 0.999),
            Seen(UseEma, "config.process[].ema_config.use_ema"),
            Seen(EmaDecay, "config.process[].ema_config.ema_decay"),
            Known(Precision, "config.process[].train.dtype", "fp32"),
            Known(LearningRate, "config.process[].train.lr", 1e-6),
            Known(GradientClipping, "config.process[].train.max_grad_norm", 1.0),
            Known(Optimizer, "config.process[].train.optimizer", "adamw"),
            Known(MaxSteps, "config.process[].train.steps", 1000),
            Seen(WarmupSteps, "config.process[].train.lr_scheduler_params.warmup_steps"),
            Known(Quantize, "config.process[].model.quantize", false),
            Known(QuantizationType, "config.process[].model.qtype", "qfloat8"),
            Known(LowVram, "config.process[].model.low_vram", false),
            Known(Offload, "config.process[].model.layer_offloading", false),
            Known(Compile, "config.process[].model.compile", false),
            Known(SaveEvery, "config.process[].save.save_every", 1000),
            Known(SaveTotalLimit, "config.process[].save.max_step_saves_to_keep", 5),
            Known(SampleEvery, "config.process[].sample.sample_every", 100),
            Seen(LogEvery, "config.process[].performance_log_every"),
            Seen(OutputFolder, "config.process[].training_folder"),
        ],
    };
}
