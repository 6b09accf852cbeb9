using System.Text.Json.Nodes;
using static Vigil.Configuration.Dialects.SettingKey;
using static Vigil.Configuration.Dialects.TrainingSetting;

namespace Vigil.Configuration.Dialects.Tables;

/// <summary>DeepSpeed's JSON. Values of <c>auto</c> are the trainer's, and not seen here.</summary>
internal static class DeepSpeedTable
{
    public static Dialect Dialect { get; } = new()
    {
        Name = "deepspeed",
        OwnsFile = root => root.ContainsKey("train_micro_batch_size_per_gpu") || root.ContainsKey("zero_optimization"),
        OwnsCommand = _ => false,
        Keys =
        [
            Seen(BatchSize, "train_micro_batch_size_per_gpu"),
            Seen(GradientAccumulation, "gradient_accumulation_steps"),
            Seen(GradientClipping, "gradient_clipping"),
            Seen(Precision, "bf16.enabled", ValueForm.PrecisionSwitch("bf16")),
            Seen(Precision, "fp16.enabled", ValueForm.PrecisionSwitch("fp16")),
            Seen(Offload, "zero_optimization.offload_optimizer.device", ValueForm.OffloadDevice),
            Seen(Offload, "zero_optimization.offload_param.device", ValueForm.OffloadDevice),
            Seen(LearningRate, "optimizer.params.lr"),
            Seen(Optimizer, "optimizer.type"),
            Seen(WarmupSteps, "scheduler.params.warmup_num_steps"),
            Seen(LogEvery, "steps_per_print"),
        ],
    };
}
